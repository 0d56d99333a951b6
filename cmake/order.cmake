# order_functions(TARGET PLAIN): link TARGET with the functions that a run
# needs side by side, as found by running PLAIN, the same program linked
# without. See order.c. Nothing happens where this linker or machine can't.
function(order_functions target plain)
	if(NOT CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64" OR CMAKE_CROSSCOMPILING)
		return()
	endif()
	execute_process(COMMAND ${CMAKE_CXX_COMPILER} -no-pie -Wl,--verbose
		OUTPUT_VARIABLE script ERROR_QUIET)
	if(NOT script MATCHES "GNU ld.*=====+\n(.*\\*\\(\\.text\\.unlikely.*)\n=====")
		return()
	endif()
	file(CONFIGURE OUTPUT default.ld CONTENT "${CMAKE_MATCH_1}\n" @ONLY)
	add_executable(order ${CMAKE_SOURCE_DIR}/cmake/order.c)
	target_link_options(order PRIVATE -no-pie)
	# Once: the order need not be exact, so later changes don't matter.
	add_custom_command(OUTPUT ordered.ld
		COMMAND order default.ld ordered.ld $<TARGET_FILE:${plain}>
			--no-warnings --mode codegen
			${CMAKE_SOURCE_DIR}/cmake/order.bt
		DEPENDS ${CMAKE_SOURCE_DIR}/cmake/order.c
			${CMAKE_SOURCE_DIR}/cmake/order.bt)
	add_custom_target(ordered DEPENDS ordered.ld)
	add_dependencies(ordered order ${plain})
	add_dependencies(${target} ordered)
	target_link_options(${target} PRIVATE
		-Wl,-T,${CMAKE_BINARY_DIR}/ordered.ld)
	set_target_properties(${target} PROPERTIES
		LINK_DEPENDS ${CMAKE_BINARY_DIR}/ordered.ld)
endfunction()

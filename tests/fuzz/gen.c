/*
 * Fuzz target: code generation. What the passes accept must become a module
 * that LLVM's verifier accepts, and an object.
 */
#include "front.h"

#include "llvm/gen.h"

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size);

int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
	static const struct gen_options options = { .verify = true };
	struct front front;
	struct object object = { 0 };
	struct program *prog;

	front_init(&front, size & 1);
	prog = front_compile(&front, (const char *)data, size);
	if (prog && front.ctx.plan->nprogs &&
	    gen_object(&front.ctx, prog, &options, &object) &&
	    !front.ctx.diags.nerr)
		abort();
	object_free(&object);
	front_fini(&front);
	return 0;
}

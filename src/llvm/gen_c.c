/*
 * Imported C files: their bitcode becomes part of the module. What they
 * define is called as functions of the kernel's kind: integers and addresses
 * in registers.
 */
#include "llvm/gen_internal.h"

#include <llvm-c/BitReader.h>
#include <llvm-c/Linker.h>

#include <string.h>

enum { MAX_PARAMS = 5 };

static void ignore(LLVMDiagnosticInfoRef info, void *arg)
{
	(void)info;
	(void)arg;
}

/* A license is the script's affair: libbpf wants one only. */
static void clean_global(LLVMValueRef global)
{
	const char *section = LLVMGetSection(global);

	if (!section || (strcmp(section, "license") != 0 &&
			 strcmp(section, "version") != 0))
		return;
	LLVMSetSection(global, "");
	LLVMSetLinkage(global, LLVMInternalLinkage);
	LLVMSetGlobalConstant(global, true);
}

/* What is "used" only because it was written would be linked always. */
static void drop_list(LLVMModuleRef code, const char *name)
{
	LLVMValueRef list = LLVMGetNamedGlobal(code, name);

	if (list)
		LLVMDeleteGlobal(list);
}

static void clean(struct gen *g, LLVMModuleRef code)
{
	LLVMValueRef value;

	LLVMSetTarget(code, LLVMGetTarget(g->module));
	LLVMSetDataLayout(code, LLVMGetDataLayoutStr(g->module));
	drop_list(code, "llvm.used");
	drop_list(code, "llvm.compiler.used");
	value = LLVMGetFirstGlobal(code);
	for (; value; value = LLVMGetNextGlobal(value))
		clean_global(value);
	value = LLVMGetFirstFunction(code);
	for (; value; value = LLVMGetNextFunction(value)) {
		/* No program of its own. */
		if (!LLVMIsDeclaration(value))
			LLVMSetSection(value, "");
	}
}

static void refuse(struct gen *g, const struct bitcode *code, const char *why,
		   const char *hint)
{
	struct diags *diags = &g->ctx->diags;
	struct diag *diag = diag_error(diags, code->span, "Cannot link %s: %s",
				       code->path, why);

	diag_hint(diags, diag, "%s", hint);
}

static bool link_code(struct gen *g, const struct bitcode *code)
{
	LLVMMemoryBufferRef buffer = LLVMCreateMemoryBufferWithMemoryRange(
		code->bytes, code->size, code->path, false);
	LLVMModuleRef module;
	bool failed = LLVMParseBitcodeInContext2(g->llvm, buffer, &module);

	LLVMDisposeMemoryBuffer(buffer);
	if (failed) {
		refuse(g, code, "its bitcode cannot be read",
		       "clang must not be newer than LLVM " LLVM_VERSION_STRING
		       ".");
		return false;
	}
	clean(g, module);
	if (!LLVMLinkModules2(g->module, module))
		return true;
	refuse(g, code, "it defines what another import defines, too",
	       "Make functions and variables static that no other file uses.");
	return false;
}

/*
 * Not for the kernel to verify on their own: what the arguments are, only
 * the caller knows. libbpf makes such functions static; it finds them by the
 * names that their debug info has.
 */
static void hide_functions(struct gen *g)
{
	LLVMValueRef fn = LLVMGetFirstFunction(g->module);

	for (; fn; fn = LLVMGetNextFunction(fn)) {
		if (LLVMIsDeclaration(fn))
			continue;
		if (LLVMGetLinkage(fn) != LLVMInternalLinkage)
			LLVMSetVisibility(fn, LLVMHiddenVisibility);
		gen_no_unwind(g, fn);
	}
}

/* Programs are found by their names, too. */
static bool check_names(struct gen *g)
{
	const struct plan *plan = g->plan;

	for (u32 i = 0; i < plan->nprogs; i++) {
		const char *name = plan->progs[i].name;

		if (!LLVMGetNamedFunction(g->module, name))
			continue;
		refuse(g, &g->prog->bitcode.items[0],
		       arena_printf(g->arena,
				    "a probe is called %s, like a function of "
				    "it",
				    name),
		       "Rename the function.");
		return false;
	}
	return true;
}

bool gen_c_link(struct gen *g)
{
	LLVMDiagnosticHandler handler;
	void *arg;
	bool good = true;

	if (!g->prog->bitcode.len)
		return true;
	handler = LLVMContextGetDiagnosticHandler(g->llvm);
	arg = LLVMContextGetDiagnosticContext(g->llvm);
	LLVMContextSetDiagnosticHandler(g->llvm, ignore, NULL);
	vec_for (i, &g->prog->bitcode)
		good = good && link_code(g, &g->prog->bitcode.items[i]);
	LLVMContextSetDiagnosticHandler(g->llvm, handler, arg);
	if (good)
		hide_functions(g);
	return good && check_names(g);
}

static bool is_unused(LLVMValueRef fn)
{
	return !LLVMGetFirstUse(fn) &&
	       (LLVMGetLinkage(fn) == LLVMInternalLinkage ||
		LLVMGetVisibility(fn) == LLVMHiddenVisibility);
}

void gen_c_finish(struct gen *g)
{
	bool again = g->prog->bitcode.len != 0;

	while (again) {
		LLVMValueRef next, fn = LLVMGetFirstFunction(g->module);

		again = false;
		for (; fn; fn = next) {
			next = LLVMGetNextFunction(fn);
			if (!is_unused(fn))
				continue;
			LLVMDeleteFunction(fn);
			again = true;
		}
	}
}

/* VALUE as a function takes it. */
static LLVMValueRef argument(struct gen *g, LLVMValueRef value,
			     LLVMTypeRef type)
{
	if (LLVMGetTypeKind(type) == LLVMPointerTypeKind)
		return LLVMBuildIntToPtr(g->b, value, type, "");
	if (type == g->i64)
		return value;
	return LLVMBuildTrunc(g->b, value, type, "");
}

/* What a function returned as a scalar of ours. */
static LLVMValueRef result_of(struct gen *g, LLVMValueRef value, bool is_signed)
{
	LLVMTypeRef type = LLVMTypeOf(value);

	switch ((int)LLVMGetTypeKind(type)) {
	case LLVMPointerTypeKind:
		return LLVMBuildPtrToInt(g->b, value, g->i64, "");
	case LLVMIntegerTypeKind:
		if (type == g->i64)
			return value;
		return is_signed ? LLVMBuildSExt(g->b, value, g->i64, "")
				 : LLVMBuildZExt(g->b, value, g->i64, "");
	default:
		return gen_const(g, 0);
	}
}

/* How FN wants small integers extended: the call must say so as well. */
static void copy_extension(LLVMValueRef call, LLVMValueRef fn, u32 idx)
{
	static const char *const names[] = { "zeroext", "signext" };

	for (size_t i = 0; i < countof(names); i++) {
		unsigned kind = LLVMGetEnumAttributeKindForName(
			names[i], strlen(names[i]));
		LLVMAttributeRef attribute =
			LLVMGetEnumAttributeAtIndex(fn, idx, kind);

		if (attribute)
			LLVMAddCallSiteAttribute(call, idx, attribute);
	}
}

static bool is_register(LLVMTypeRef type)
{
	LLVMTypeKind kind = LLVMGetTypeKind(type);

	return kind == LLVMPointerTypeKind ||
	       (kind == LLVMIntegerTypeKind && LLVMGetIntTypeWidth(type) <= 64);
}

/* False: it takes or returns what is passed in other ways. */
static bool get_params(LLVMTypeRef type, u32 want,
		       LLVMTypeRef params[MAX_PARAMS])
{
	LLVMTypeRef ret = LLVMGetReturnType(type);
	u32 num = LLVMCountParamTypes(type);

	if (num != want || num > MAX_PARAMS)
		return false;
	if (LLVMGetTypeKind(ret) != LLVMVoidTypeKind && !is_register(ret))
		return false;
	LLVMGetParamTypes(type, params);
	for (u32 i = 0; i < num; i++)
		if (!is_register(params[i]))
			return false;
	return true;
}

LLVMValueRef gen_c_call(struct gen *g, struct node *node)
{
	const struct node *proto = node->call.fn;
	LLVMValueRef fn = LLVMGetNamedFunction(g->module, proto->fn.name);
	LLVMTypeRef type, params[MAX_PARAMS];
	LLVMValueRef args[MAX_PARAMS], call;
	u32 num = 0;

	if (!fn || !get_params(type = LLVMGlobalGetValueType(fn),
			       node_count(proto->fn.params), params)) {
		gen_refuse(g, node,
			   arena_printf(g->arena, "A call of C function `%s`",
					proto->fn.name));
		return gen_const(g, 0);
	}
	for (struct node *arg = node->call.args; arg; arg = arg->next, num++)
		args[num] = argument(g, gen_scalar(g, arg), params[num]);
	call = LLVMBuildCall2(g->b, type, fn, args, num, "");
	for (u32 i = 0; i <= num; i++)
		copy_extension(call, fn, i);
	return result_of(g, call, proto->fn.type->is_signed);
}

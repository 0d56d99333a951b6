/*
 * Debug information, which the BPF backend turns into BTF: maps are described
 * by it, functions get their names, and instructions the line of the script
 * that the verifier quotes when it refuses them.
 */
#include "llvm/gen_internal.h"

#include <llvm-c/DebugInfo.h>

#include <string.h>

enum {
	DWARF_SIGNED = 5, /* DW_ATE_signed */
	DWARF_VERSION = 4,
	MAX_PARAMS = 5,
	MAX_COLUMN = 1023, /* BTF has 10 bits for it */
};

struct debuginfo {
	struct gen *g;
	LLVMDIBuilderRef b;
	LLVMMetadataRef file; /* of the first source */
	LLVMMetadataRef char_type, int_type, long_type, ptr_type;
	LLVMMetadataRef scope; /* function that is being generated */
	unsigned kind_dbg;
	bool line_text; /* BTF gets the text of lines, not only numbers */
};

static LLVMMetadataRef basic(struct debuginfo *d, const char *name, u32 bits)
{
	return LLVMDIBuilderCreateBasicType(d->b, name, strlen(name), bits,
					    DWARF_SIGNED, LLVMDIFlagZero);
}

static LLVMMetadataRef pointer(struct debuginfo *d, LLVMMetadataRef to)
{
	return LLVMDIBuilderCreatePointerType(d->b, to, 64, 64, 0, "", 0);
}

static void module_flag(struct gen *g, const char *name, u32 value)
{
	LLVMValueRef number = LLVMConstInt(g->i32, value, false);

	LLVMAddModuleFlag(g->module, LLVMModuleFlagBehaviorWarning, name,
			  strlen(name), LLVMValueAsMetadata(number));
}

/* The script's file NAME; LLVM knows it already the second time. */
static LLVMMetadataRef file_of(struct debuginfo *d, const char *name)
{
	if (!d->line_text)
		name = arena_printf(d->g->arena, PLAN_NO_TEXT "%s", name);
	return LLVMDIBuilderCreateFile(d->b, name, strlen(name), ".", 1);
}

struct debuginfo *debuginfo_new(struct gen *g, bool line_text)
{
	struct debuginfo *d = ARENA_OBJ(g->arena, struct debuginfo);
	const struct sources *sources = &g->ctx->sources;
	const char *name = sources->len ? sources->items[0]->name : "script";

	d->g = g;
	d->b = LLVMCreateDIBuilder(g->module);
	d->kind_dbg = LLVMGetMDKindIDInContext(g->llvm, "dbg", 3);
	d->line_text = line_text;
	d->file = file_of(d, name);
	/* Line tables alone would crash LLVM; see DwarfDebug. */
	LLVMDIBuilderCreateCompileUnit(
		d->b, LLVMDWARFSourceLanguageC, d->file, "awl", 3, false, "", 0,
		0, "", 0, LLVMDWARFEmissionFull, 0, false, false, "", 0, "", 0);
	module_flag(g, "Debug Info Version", LLVMDebugMetadataVersion());
	module_flag(g, "Dwarf Version", DWARF_VERSION);
	d->char_type = basic(d, "char", 8);
	d->int_type = basic(d, "int", 32);
	d->long_type = basic(d, "long", 64);
	d->ptr_type = pointer(d, NULL);
	return d;
}

static void place(struct gen *g, struct span span, u32 *line, u32 *column)
{
	struct source *src = sources_find(&g->ctx->sources, span.pos);

	span = sources_origin(&g->ctx->sources, span, NULL);
	*line = 0;
	*column = 0;
	if (src)
		source_place(src, span.pos, line, column);
}

/* What code of SPAN belongs to: the function, or its part in another file. */
static LLVMMetadataRef scope_at(struct gen *g, struct span span)
{
	struct debuginfo *d = g->debug;
	const struct sources *sources = &g->ctx->sources;
	const struct source *src;
	LLVMMetadataRef file;

	span = sources_origin(sources, span, NULL);
	src = sources_find(sources, span.pos);
	if (!src || !src->name || src == sources->items[0])
		return d->scope;
	file = file_of(d, src->name);
	return LLVMDIBuilderCreateLexicalBlockFile(d->b, d->scope, file, 0);
}

static void set_location(struct gen *g, LLVMMetadataRef scope, u32 line,
			 u32 column)
{
	LLVMMetadataRef location;

	column = (u32)u64_min(column, MAX_COLUMN);
	location = LLVMDIBuilderCreateDebugLocation(g->llvm, line, column,
						    scope, NULL);
	LLVMSetCurrentDebugLocation2(g->b, location);
}

void debuginfo_function(struct gen *g, LLVMValueRef fn, const char *name,
			struct span span)
{
	struct debuginfo *d = g->debug;
	LLVMMetadataRef types[] = { d->long_type, d->ptr_type };
	LLVMMetadataRef type;
	u32 line, column;

	place(g, span, &line, &column);
	type = LLVMDIBuilderCreateSubroutineType(d->b, d->file, types, 2,
						 LLVMDIFlagZero);
	d->scope = LLVMDIBuilderCreateFunction(
		d->b, d->file, name, strlen(name), name, strlen(name), d->file,
		line, type, false, true, line, LLVMDIFlagZero, false);
	LLVMDIBuilderCreateParameterVariable(d->b, d->scope, "ctx", 3, 1,
					     d->file, line, d->ptr_type, true,
					     LLVMDIFlagZero);
	LLVMSetSubprogram(fn, d->scope);
	set_location(g, d->scope, line, column);
}

/*
 * What PARAM is. The verifier wants to know how much memory a pointer of a
 * global function leads to, and that is a struct with a name.
 */
static LLVMMetadataRef param_type(struct debuginfo *d,
				  const struct debuginfo_param *param)
{
	LLVMMetadataRef range, array, member, type;
	u64 bits = (u64)param->size * 8;

	if (!param->is_ptr)
		return d->long_type;
	if (!param->size)
		return d->ptr_type;
	range = LLVMDIBuilderGetOrCreateSubrange(d->b, 0, param->size);
	array = LLVMDIBuilderCreateArrayType(d->b, bits, 8, d->char_type,
					     &range, 1);
	member = LLVMDIBuilderCreateMemberType(d->b, d->file, "bytes", 5,
					       d->file, 0, bits, 8, 0,
					       LLVMDIFlagZero, array);
	type = LLVMDIBuilderCreateStructType(
		d->b, d->file, "memory", 6, d->file, 0, bits, 8, LLVMDIFlagZero,
		NULL, &member, 1, 0, NULL, "", 0);
	return pointer(d, type);
}

LLVMMetadataRef debuginfo_callee(struct gen *g, LLVMValueRef fn,
				 const struct callee *callee)
{
	struct debuginfo *d = g->debug;
	LLVMMetadataRef types[MAX_PARAMS + 1] = { d->long_type };
	LLVMMetadataRef type, outer = d->scope;
	size_t len = strlen(callee->name);
	u32 line, column;

	place(g, callee->span, &line, &column);
	for (u32 i = 0; i < callee->num && i < MAX_PARAMS; i++)
		types[i + 1] = param_type(d, &callee->params[i]);
	type = LLVMDIBuilderCreateSubroutineType(
		d->b, d->file, types, callee->num + 1, LLVMDIFlagZero);
	d->scope = LLVMDIBuilderCreateFunction(d->b, d->file, callee->name, len,
					       callee->name, len, d->file, line,
					       type, !callee->is_global, true,
					       line, LLVMDIFlagZero, false);
	for (u32 i = 0; i < callee->num && i < MAX_PARAMS; i++)
		LLVMDIBuilderCreateParameterVariable(
			d->b, d->scope, callee->params[i].name,
			strlen(callee->params[i].name), i + 1, d->file, line,
			types[i + 1], true, LLVMDIFlagZero);
	LLVMSetSubprogram(fn, d->scope);
	set_location(g, d->scope, line, column);
	return outer;
}

void debuginfo_leave(struct gen *g, LLVMMetadataRef scope)
{
	g->debug->scope = scope;
}

void debuginfo_at(struct gen *g, struct span span)
{
	u32 line, column;

	if (!g->debug || !span.pos)
		return;
	place(g, span, &line, &column);
	set_location(g, scope_at(g, span), line, column);
}

/* A number in BTF is the length of the array that a member points to. */
static LLVMMetadataRef number_type(struct debuginfo *d, u32 value)
{
	LLVMMetadataRef range, array;

	range = LLVMDIBuilderGetOrCreateSubrange(d->b, 0, value);
	array = LLVMDIBuilderCreateArrayType(d->b, (u64)value * 32, 32,
					     d->int_type, &range, 1);
	return pointer(d, array);
}

void debuginfo_map(struct gen *g, LLVMValueRef global, const char *name,
		   const struct debuginfo_member *members, u32 num)
{
	struct debuginfo *d = g->debug;
	LLVMMetadataRef list[8], type, variable, expr;

	for (u32 i = 0; i < num; i++) {
		const char *member = members[i].name;

		list[i] = LLVMDIBuilderCreateMemberType(
			d->b, d->file, member, strlen(member), d->file, 0, 64,
			64, (u64)i * 64, LLVMDIFlagZero,
			number_type(d, members[i].value));
	}
	type = LLVMDIBuilderCreateStructType(d->b, d->file, "", 0, d->file, 0,
					     (u64)num * 64, 64, LLVMDIFlagZero,
					     NULL, list, num, 0, NULL, "", 0);
	expr = LLVMDIBuilderCreateExpression(d->b, NULL, 0);
	variable = LLVMDIBuilderCreateGlobalVariableExpression(
		d->b, d->file, name, strlen(name), "", 0, d->file, 0, type,
		false, expr, NULL, 64);
	LLVMGlobalSetMetadata(global, d->kind_dbg, variable);
}

/* TYPE as far as libbpf compares it: kinds, not names and sizes. */
static LLVMMetadataRef outline_type(struct debuginfo *d,
				    const struct type *type)
{
	LLVMMetadataRef range;

	switch (type->kind) {
	case T_PTR:
		return pointer(d, type->base && type->base->kind != T_VOID
					  ? outline_type(d, type->base)
					  : NULL);
	case T_STRING:
		range = LLVMDIBuilderGetOrCreateSubrange(d->b, 0, type->size);
		return LLVMDIBuilderCreateArrayType(d->b, 0, 8, d->int_type,
						    &range, 1);
	case T_ARRAY:
		range = LLVMDIBuilderGetOrCreateSubrange(d->b, 0, type->count);
		return LLVMDIBuilderCreateArrayType(
			d->b, 0, 8, outline_type(d, type->base), &range, 1);
	case T_STRUCT:
		if (type->is_union)
			return LLVMDIBuilderCreateUnionType(
				d->b, d->file, "", 0, d->file, 0, 0, 8,
				LLVMDIFlagZero, NULL, 0, 0, "", 0);
		return LLVMDIBuilderCreateStructType(
			d->b, d->file, "", 0, d->file, 0, 0, 8, LLVMDIFlagZero,
			NULL, NULL, 0, 0, NULL, "", 0);
	default:
		return d->int_type;
	}
}

void debuginfo_extern(struct gen *g, LLVMValueRef global, const char *name,
		      const struct type *type)
{
	struct debuginfo *d = g->debug;
	LLVMMetadataRef variable, expr;

	expr = LLVMDIBuilderCreateExpression(d->b, NULL, 0);
	variable = LLVMDIBuilderCreateGlobalVariableExpression(
		d->b, d->file, name, strlen(name), "", 0, d->file, 0,
		outline_type(d, type), false, expr, NULL, 64);
	LLVMGlobalSetMetadata(global, d->kind_dbg, variable);
}

void debuginfo_finish(struct gen *g)
{
	LLVMDIBuilderFinalize(g->debug->b);
}

void debuginfo_free(struct debuginfo *debug)
{
	if (debug)
		LLVMDisposeDIBuilder(debug->b);
}

/*
 * The few things of libclang's stable C interface that reading headers
 * needs, declared by us: the library is opened only when a script includes a
 * header, and building needs nothing of it.
 */
#ifndef AWL_BTF_CLANG_API_H
#define AWL_BTF_CLANG_API_H

#include "base/base.h"

/* Kinds of cursors and types that we look at, numbered as by libclang. */
enum {
	CLANG_STRUCT = 2,
	CLANG_UNION = 3,
	CLANG_ENUM = 5,
	CLANG_FIELD = 6,
	CLANG_ENUMERATOR = 7,
	CLANG_TYPEDEF = 20,
	CLANG_MACRO = 501,
};

enum {
	CLANG_TYPE_VOID = 2,
	CLANG_TYPE_BOOL = 3,
	CLANG_TYPE_CHAR_U = 4,
	CLANG_TYPE_UCHAR = 5,
	CLANG_TYPE_CHAR16 = 6,
	CLANG_TYPE_CHAR32 = 7,
	CLANG_TYPE_USHORT = 8,
	CLANG_TYPE_UINT = 9,
	CLANG_TYPE_ULONG = 10,
	CLANG_TYPE_ULONGLONG = 11,
	CLANG_TYPE_CHAR_S = 13,
	CLANG_TYPE_SCHAR = 14,
	CLANG_TYPE_WCHAR = 15,
	CLANG_TYPE_SHORT = 16,
	CLANG_TYPE_INT = 17,
	CLANG_TYPE_LONG = 18,
	CLANG_TYPE_LONGLONG = 19,
	CLANG_TYPE_POINTER = 101,
	CLANG_TYPE_RECORD = 105,
	CLANG_TYPE_ENUM = 106,
	CLANG_TYPE_FUNC_NOPROTO = 110,
	CLANG_TYPE_FUNC = 111,
	CLANG_TYPE_ARRAY = 112,
	CLANG_TYPE_OPEN_ARRAY = 114,
};

enum {
	CLANG_BREAK = 0, /* what visitors return */
	CLANG_CONTINUE = 1,
	CLANG_RECURSE = 2,
	CLANG_ERROR = 3, /* severities */
	CLANG_FATAL = 4,
	CLANG_RECORD_MACROS = 0x01, /* options of parsing */
	CLANG_SKIP_BODIES = 0x40,
};

struct clang_string {
	const void *data;
	unsigned flags;
};

struct clang_cursor {
	int kind;
	int xdata;
	const void *data[3];
};

struct clang_type {
	int kind;
	void *data[2];
};

struct clang_location {
	const void *ptr[2];
	unsigned data;
};

struct clang_range {
	const void *ptr[2];
	unsigned begin, end;
};

struct clang_file {
	const char *name;
	const char *text;
	unsigned long len;
};

typedef int (*clang_visit_fn)(struct clang_cursor cursor,
			      struct clang_cursor parent, void *arg);
typedef int (*clang_field_fn)(struct clang_cursor cursor, void *arg);

/*
 * FN(result, name without its prefix, parameters). Indexes, translation
 * units, files and diagnostics are pointers to what only libclang knows.
 */
#define CLANG_FUNCTIONS(FN)                                                    \
	FN(void *, createIndex, (int exclude_pch, int display))                \
	FN(void, disposeIndex, (void *index))                                  \
	FN(int, parseTranslationUnit2,                                         \
	   (void *index, const char *name, const char *const *args, int nargs, \
	    struct clang_file *files, unsigned nfiles, unsigned options,       \
	    void **unit))                                                      \
	FN(void, disposeTranslationUnit, (void *unit))                         \
	FN(struct clang_cursor, getTranslationUnitCursor, (void *unit))        \
	FN(unsigned, visitChildren,                                            \
	   (struct clang_cursor parent, clang_visit_fn visitor, void *arg))    \
	FN(unsigned, Type_visitFields,                                         \
	   (struct clang_type type, clang_field_fn visitor, void *arg))        \
	FN(struct clang_type, getCursorType, (struct clang_cursor cursor))     \
	FN(struct clang_type, getCanonicalType, (struct clang_type type))      \
	FN(struct clang_type, getPointeeType, (struct clang_type type))        \
	FN(struct clang_type, getArrayElementType, (struct clang_type type))   \
	FN(long long, getArraySize, (struct clang_type type))                  \
	FN(struct clang_cursor, getTypeDeclaration, (struct clang_type type))  \
	FN(struct clang_type, getTypedefDeclUnderlyingType,                    \
	   (struct clang_cursor cursor))                                       \
	FN(struct clang_type, getEnumDeclIntegerType,                          \
	   (struct clang_cursor cursor))                                       \
	FN(long long, getEnumConstantDeclValue, (struct clang_cursor cursor))  \
	FN(long long, Type_getSizeOf, (struct clang_type type))                \
	FN(long long, Type_getAlignOf, (struct clang_type type))               \
	FN(long long, Cursor_getOffsetOfField, (struct clang_cursor cursor))   \
	FN(unsigned, Cursor_isBitField, (struct clang_cursor cursor))          \
	FN(int, getFieldDeclBitWidth, (struct clang_cursor cursor))            \
	FN(unsigned, isCursorDefinition, (struct clang_cursor cursor))         \
	FN(struct clang_cursor, getCursorDefinition,                           \
	   (struct clang_cursor cursor))                                       \
	FN(unsigned, Cursor_isMacroFunctionLike, (struct clang_cursor cursor)) \
	FN(struct clang_string, getCursorSpelling,                             \
	   (struct clang_cursor cursor))                                       \
	FN(struct clang_string, getTypeSpelling, (struct clang_type type))     \
	FN(const char *, getCString, (struct clang_string string))             \
	FN(void, disposeString, (struct clang_string string))                  \
	FN(struct clang_location, getCursorLocation,                           \
	   (struct clang_cursor cursor))                                       \
	FN(int, Location_isFromMainFile, (struct clang_location location))     \
	FN(struct clang_range, getCursorExtent, (struct clang_cursor cursor))  \
	FN(struct clang_location, getRangeStart, (struct clang_range range))   \
	FN(struct clang_location, getRangeEnd, (struct clang_range range))     \
	FN(void, getExpansionLocation,                                         \
	   (struct clang_location location, void **file, unsigned *line,       \
	    unsigned *column, unsigned *offset))                               \
	FN(const char *, getFileContents,                                      \
	   (void *unit, void *file, size_t *size))                             \
	FN(struct clang_string, getFileName, (void *file))                     \
	FN(unsigned, getNumDiagnostics, (void *unit))                          \
	FN(void *, getDiagnostic, (void *unit, unsigned index))                \
	FN(void, disposeDiagnostic, (void *diag))                              \
	FN(int, getDiagnosticSeverity, (void *diag))                           \
	FN(struct clang_location, getDiagnosticLocation, (void *diag))         \
	FN(struct clang_string, getDiagnosticSpelling, (void *diag))

/* Its functions, under their names without clang_. */
struct clang_api {
	void *library;
#define FN(RESULT, NAME, PARAMS) RESULT(*NAME) PARAMS;
	CLANG_FUNCTIONS(FN)
#undef FN
};

/* Open libclang, the newest there is. False: none, or one too old. */
bool clang_api_open(struct clang_api *api);

#endif

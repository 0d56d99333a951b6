/*
 * From a finished module to an ELF object in memory: check, optimise, emit,
 * dump. LLVM must never end the process: its messages about our code count
 * as errors, and its fatal errors jump back to here.
 */
#include "llvm/gen_internal.h"

#include "base/log.h"
#include "base/str.h"

#include <llvm-c/Analysis.h>
#include <llvm-c/BitWriter.h>
#include <llvm-c/ErrorHandling.h>
#include <llvm-c/Support.h>
#include <llvm-c/Target.h>
#include <llvm-c/Transforms/PassBuilder.h>

#include <errno.h>
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/*
 * The first part registers what the BPF target needs; the rest turns memory
 * into registers. More passes give the same code and take ten times as long.
 */
static const char pass_list[] =
	"default<O0>,function(sroa,early-cse,simplifycfg)";
/* Without the pass that makes all ways out of a program jump to one. */
static const char ordered_list[] = "default<O0>,function(sroa,early-cse)";
static bool keeps_order;

/* LLVM's handler of fatal errors has no argument: it needs these two. */
static jmp_buf *fatal_jump;
static struct emit_watch *fatal_watch;
static const char fatal_prefix[] = "LLVM: ";

/* TEXT is about a limit that another way of generating code may respect. */
static bool note_trouble(struct emit_watch *watch, const char *text)
{
	static const char in[] = "in function ";
	const char *fn = strstr(text, in);

	if (strstr(text, "Branch target out of insn range")) {
		watch->trouble |= TROUBLE_JUMP;
		return true;
	}
	if (!strstr(text, "BPF stack limit"))
		return false;
	watch->trouble |= TROUBLE_STACK;
	if (fn && !watch->function[0]) {
		fn += sizeof(in) - 1;
		snprintf(watch->function, sizeof(watch->function), "%.*s",
			 (int)strcspn(fn, " "), fn);
	}
	return true;
}

/*
 * The kernel makes several instructions out of a call of some helpers, and
 * jumps get longer by that: "insn 326 cannot be patched due to 16-bit range".
 */
enum { LONG_FUNCTION = 16000 };

/* TEXT may say "x.bt:1:0: 281 instructions in function". */
static void note_length(struct emit_watch *watch, const char *text)
{
	const char *end = strstr(text, " instructions in function");
	const char *start = end;

	while (start && start > text && start[-1] >= '0' && start[-1] <= '9')
		start--;
	if (!end || keeps_order || strtoul(start, NULL, 10) < LONG_FUNCTION)
		return;
	watch->trouble |= TROUBLE_JUMP;
	watch->errors++;
}

static void on_fatal(const char *reason)
{
	if (!fatal_watch || !note_trouble(fatal_watch, reason))
		log_error("%s%s", fatal_prefix, reason);
	if (fatal_jump)
		longjmp(*fatal_jump, 1);
}

int emit_guarded(int (*fn)(void *arg), void *arg)
{
	jmp_buf here;
	volatile int err = -ENOTRECOVERABLE;

	LLVMInstallFatalErrorHandler(on_fatal);
	fatal_jump = &here;
	if (setjmp(here) == 0)
		err = fn(arg);
	fatal_jump = NULL;
	LLVMResetFatalErrorHandler();
	return err;
}

static void on_diagnostic(LLVMDiagnosticInfoRef info, void *arg)
{
	char *text = LLVMGetDiagInfoDescription(info);
	struct emit_watch *watch = arg;

	if (LLVMGetDiagInfoSeverity(info) == LLVMDSError) {
		watch->errors++;
		if (!note_trouble(watch, text))
			log_error("%s%s", fatal_prefix, text);
	} else {
		log_verbose("%s%s", fatal_prefix, text);
		note_length(watch, text);
	}
	LLVMDisposeMessage(text);
}

void emit_watch(LLVMContextRef context, struct emit_watch *watch)
{
	LLVMContextSetDiagnosticHandler(context, on_diagnostic, watch);
	fatal_watch = watch;
}

void emit_keep_order(void)
{
	static const char *const args[] = { "awl", "-disable-block-placement",
					    "-enable-tail-merge=false" };

	if (!keeps_order)
		LLVMParseCommandLineOptions(countof(args), args, NULL);
	keeps_order = true;
}

LLVMTargetMachineRef emit_machine(void)
{
	LLVMTargetMachineRef machine;
	LLVMTargetRef target;
	char *error = NULL;

	LLVMInitializeBPFTargetInfo();
	LLVMInitializeBPFTarget();
	LLVMInitializeBPFTargetMC();
	LLVMInitializeBPFAsmPrinter();
	LLVMInitializeBPFAsmParser();
	if (LLVMGetTargetFromTriple("bpf", &target, &error)) {
		log_error("%s%s", fatal_prefix, error);
		LLVMDisposeMessage(error);
		return NULL;
	}
	machine = LLVMCreateTargetMachine(
		target, "bpf", "v3", "", LLVMCodeGenLevelDefault,
		LLVMRelocDefault, LLVMCodeModelDefault);
	if (!machine)
		log_error("%sno target machine for BPF", fatal_prefix);
	return machine;
}

static int verify(LLVMModuleRef module)
{
	char *text = NULL;
	int err = 0;

	if (LLVMVerifyModule(module, LLVMReturnStatusAction, &text)) {
		log_error("%s%s", fatal_prefix, text);
		err = -EINVAL;
	}
	LLVMDisposeMessage(text);
	return err;
}

static int optimize(LLVMModuleRef module, LLVMTargetMachineRef machine)
{
	LLVMPassBuilderOptionsRef options = LLVMCreatePassBuilderOptions();
	LLVMErrorRef error;
	int err = 0;

	error = LLVMRunPasses(module, keeps_order ? ordered_list : pass_list,
			      machine, options);
	LLVMDisposePassBuilderOptions(options);
	if (error) {
		char *text = LLVMGetErrorMessage(error);

		log_error("%s%s", fatal_prefix, text);
		LLVMDisposeErrorMessage(text);
		err = -EINVAL;
	}
	return err;
}

/* Zero for what PHI takes from paths that leave it open. */
static void define_phi(LLVMValueRef phi)
{
	LLVMValueRef zero = LLVMConstNull(LLVMTypeOf(phi));

	for (unsigned i = 0; i < LLVMCountIncoming(phi); i++) {
		if (LLVMIsUndef(LLVMGetIncomingValue(phi, i)))
			LLVMSetOperand(phi, i, zero);
	}
}

/*
 * Temporary memory whose bytes are set one by one becomes a register, and
 * its old value counts where only some of them are: it is "undef" on other
 * paths, which is whatever the register held. When that was an address, the
 * verifier refuses to see it masked ("32-bit pointer arithmetic prohibited").
 */
static void define_phis(LLVMModuleRef module)
{
	for (LLVMValueRef fn = LLVMGetFirstFunction(module); fn;
	     fn = LLVMGetNextFunction(fn)) {
		for (LLVMBasicBlockRef block = LLVMGetFirstBasicBlock(fn);
		     block; block = LLVMGetNextBasicBlock(block)) {
			LLVMValueRef phi = LLVMGetFirstInstruction(block);

			for (; phi && LLVMIsAPHINode(phi);
			     phi = LLVMGetNextInstruction(phi))
				define_phi(phi);
		}
	}
}

static void dump_title(const char *title)
{
	printf("%s\n%.*s\n", title, (int)strlen(title),
	       "--------------------------------");
}

static void dump_module(LLVMModuleRef module, const char *title)
{
	char *text = LLVMPrintModuleToString(module);

	dump_title(title);
	fputs(text, stdout);
	LLVMDisposeMessage(text);
}

static int emit_kind(LLVMModuleRef module, LLVMTargetMachineRef machine,
		     LLVMCodeGenFileType kind, LLVMMemoryBufferRef *out)
{
	char *text = NULL;

	if (!LLVMTargetMachineEmitToMemoryBuffer(machine, module, kind, &text,
						 out))
		return 0;
	log_error("%s%s", fatal_prefix, text);
	LLVMDisposeMessage(text);
	return -EINVAL;
}

/* Bytes of the listing in BUFFER before its first object. */
static size_t code_size(LLVMMemoryBufferRef buffer)
{
	const char *text = LLVMGetBufferStart(buffer);
	size_t size = LLVMGetBufferSize(buffer);
	const char *end = memmem(text, size, ",@object", 8);

	while (end && end > text && end[-1] != '\n')
		end--;
	return end ? (size_t)(end - text) : size;
}

/* Emitting changes a module, so the listing is made from a copy. */
static int dump_asm(LLVMModuleRef module, LLVMTargetMachineRef machine)
{
	LLVMModuleRef copy = LLVMCloneModule(module);
	LLVMMemoryBufferRef buffer;
	int err;

	err = emit_kind(copy, machine, LLVMAssemblyFile, &buffer);
	if (!err) {
		dump_title("Disassembled bytecode");
		/* The programs come first; the rest is data and debug info. */
		fwrite(LLVMGetBufferStart(buffer), 1, code_size(buffer),
		       stdout);
		LLVMDisposeMemoryBuffer(buffer);
	}
	LLVMDisposeModule(copy);
	return err;
}

/* --emit-llvm: the module's text as FILE.STAGE.ll. */
static int write_llvm(LLVMModuleRef module, const char *file, const char *stage)
{
	struct strbuf path = { 0 };
	char *text = NULL;
	int err = 0;

	if (!file)
		return 0;
	strbuf_printf(&path, "%s.%s.ll", file, stage);
	if (LLVMPrintModuleToFile(module, strbuf_text(&path), &text)) {
		log_error("Could not write %s: %s", strbuf_text(&path), text);
		LLVMDisposeMessage(text);
		err = -EIO;
	}
	strbuf_fini(&path);
	return err;
}

static int keep_object(LLVMMemoryBufferRef buffer, struct object *out)
{
	size_t size = LLVMGetBufferSize(buffer);

	out->bytes = malloc(size ? size : 1);
	if (!out->bytes)
		return -ENOMEM;
	memcpy(out->bytes, LLVMGetBufferStart(buffer), size);
	out->size = size;
	return 0;
}

int emit_object(LLVMModuleRef module, LLVMTargetMachineRef machine,
		const struct gen_options *options, struct object *out)
{
	LLVMMemoryBufferRef buffer;
	int err;

	if (options->dump_ir)
		dump_module(module, "LLVM IR before optimization");
	err = write_llvm(module, options->llvm_path, "original");
	if (!err && options->verify)
		err = verify(module);
	if (!err)
		err = optimize(module, machine);
	if (!err)
		define_phis(module);
	if (!err)
		err = write_llvm(module, options->llvm_path, "optimized");
	if (err)
		return err;
	if (options->dump_optimized)
		dump_module(module, "LLVM IR after optimization");
	if (options->dump_asm)
		err = dump_asm(module, machine);
	if (!err)
		err = emit_kind(module, machine, LLVMObjectFile, &buffer);
	if (err)
		return err;
	err = keep_object(buffer, out);
	LLVMDisposeMemoryBuffer(buffer);
	return err;
}

void object_free(struct object *object)
{
	free(object->bytes);
	*object = (struct object){ 0 };
}

const char *gen_llvm_version(void)
{
	return LLVM_VERSION_STRING;
}

/*
 * Packets for pcap files. Only a perf buffer takes the bytes of an sk_buff
 * along, which may be scattered; so packets do not go through the ring.
 */
#include "btf/btf.h"
#include "llvm/gen_internal.h"

/*
 * The kernel's record has 16 bits for its length; what is longer, packets
 * that were not segmented yet, is cut.
 */
enum { MAX_PACKET = 60000 };

/* BPF_F_CURRENT_CPU */
static const u64 current_cpu = 0xffffffff;

/* The length that the packet at SKB (i64) says it has. */
static LLVMValueRef packet_length(struct gen *g, LLVMValueRef skb)
{
	const struct type *type =
		kernel_btf_type(g->ctx->btf, "struct sk_buff");
	u32 offset = 0;
	LLVMValueRef address;
	struct mem mem;

	if (!type || !type_field(g->ctx->types, type, "len", &offset))
		BUG("struct sk_buff has no len");
	address = gen_binary(g, LLVMAdd, skb, gen_const(g, offset));
	mem = gen_mem_address(g, address, AS_KERNEL, type_int(4, false));
	return gen_load(g, &mem, NULL);
}

static LLVMValueRef at_most(struct gen *g, LLVMValueRef value, u64 limit)
{
	LLVMValueRef max = gen_const(g, limit);

	return LLVMBuildSelect(g->b, gen_cmp(g, LLVMIntULT, value, max), value,
			       max, "");
}

LLVMValueRef gen_fn_skboutput(struct gen *g, struct node *node,
			      const struct mem *dst)
{
	struct node *packet = node->call.args->next, *len = packet->next;
	struct event event = { .desc = &event_descs[EV_skboutput] };
	LLVMValueRef skb, bytes, skipped, flags, result;
	struct mem word;

	(void)dst;
	gen_site(g, node);
	skb = gen_scalar(g, packet);
	bytes = at_most(g, gen_scalar(g, len), MAX_PACKET);
	skipped = at_most(g, gen_scalar(g, len->next), UINT32_MAX);
	event.mem = gen_temp(g, NULL, event.desc->size);
	word = event.mem;
	gen_store_raw(g, &word, gen_const(g, EV_skboutput), 4);
	word.offset += 4;
	gen_store_raw(g, &word, gen_const(g, node->site - 1), 4);
	gen_event_field(g, &event, "time",
			gen_helper(g, HELPER_ktime_get_boot_ns));
	gen_event_field(g, &event, "len", packet_length(g, skb));
	gen_event_field(g, &event, "bytes", bytes);
	gen_event_field(g, &event, "skipped", skipped);
	gen_event_field(g, &event, "pad", gen_const(g, 0));
	flags = LLVMBuildShl(g->b, bytes, gen_const(g, 32), "");
	flags = LLVMBuildOr(g->b, flags, gen_const(g, current_cpu), "");
	result = gen_helper(g, HELPER_skb_output, skb, gen_packets(g), flags,
			    gen_ptr(g, &event.mem),
			    gen_const(g, event.desc->size));
	return gen_fit(g, result, 4, false);
}

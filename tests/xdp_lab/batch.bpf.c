// Runs a program on many frames in one call of the kernel's test run: each repetition puts the next frame in the place
// of the packet, with its length, and calls the program under test in its own place. What it says is counted there.
#include <linux/bpf.h>
#include <bpf/bpf_helpers.h>

#define MOST_FRAMES 4096
#define MOST_BYTES 1020

struct frame {
	__u32 length;
	__u8 bytes[MOST_BYTES];
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, MOST_FRAMES);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__type(value, struct frame);
} frames SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} under_test SEC(".maps");

__u32 next;

SEC("xdp")
int next_frame(struct xdp_md *ctx)
{
	__u32 at = next++ & (MOST_FRAMES - 1);
	struct frame *frame = bpf_map_lookup_elem(&frames, &at);
	__s64 had = (void *)(long)ctx->data_end - (void *)(long)ctx->data;
	__u32 length;

	barrier_var(had); /* a difference of pointers is a number, a sum with one is none */
	if (!frame)
		return XDP_ABORTED;
	length = frame->length;
	if (length < 14 || length > MOST_BYTES)
		return XDP_ABORTED;
	if (bpf_xdp_adjust_tail(ctx, (int)length - (int)had))
		return XDP_ABORTED;
	if (bpf_xdp_store_bytes(ctx, 0, frame->bytes, length))
		return XDP_ABORTED;
	bpf_tail_call(ctx, &under_test, 0);
	return XDP_ABORTED;
}

char _license[] SEC("license") = "Dual MIT/GPL";

// Makes every packet different: writes the next headers of a stream into the packet, then calls the program under
// test in its own place. What this costs is the same whatever the program, and is measured with one that only parses.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#define MOST_HEADERS (1 << 18)

struct header4 {
	__u32 source, destination;
	__u16 source_port, destination_port;
	__u16 protocol, spare;
};

struct header6 {
	struct in6_addr source, destination;
	__u16 source_port, destination_port;
	__u16 protocol, spare;
};

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__uint(value_size, sizeof(struct header4) * MOST_HEADERS);
} stream4 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_ARRAY);
	__uint(max_entries, 1);
	__uint(map_flags, BPF_F_MMAPABLE);
	__type(key, __u32);
	__uint(value_size, sizeof(struct header6) * MOST_HEADERS);
} stream6 SEC(".maps");

struct {
	__uint(type, BPF_MAP_TYPE_PROG_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, __u32);
} under_test SEC(".maps");

__u32 next;

static __always_inline void fill_ports(struct tcphdr *tcp, __u16 source, __u16 destination)
{
	tcp->source = source;
	tcp->dest = destination;
	((__u16 *)tcp)[2] = bpf_htons(8 + 12); /* the length, if it is UDP */
	((__u16 *)tcp)[6] = bpf_htons(0x5002); /* five words; SYN */
}

SEC("xdp")
int fill4(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *ethernet = data;
	struct iphdr *ip = data + sizeof(*ethernet);
	struct tcphdr *tcp = (void *)(ip + 1);
	__u32 zero = 0, at = next++ & (MOST_HEADERS - 1);
	struct header4 *headers = bpf_map_lookup_elem(&stream4, &zero);

	if (!headers || (void *)(tcp + 1) > end)
		return XDP_ABORTED;
	headers += at;
	ethernet->h_proto = bpf_htons(ETH_P_IP);
	*(__u32 *)ip = bpf_htonl(0x45000000 | (sizeof(*ip) + sizeof(*tcp)));
	*((__u32 *)ip + 1) = 0;
	*((__u32 *)ip + 2) = 64 | headers->protocol << 8;
	ip->saddr = headers->source;
	ip->daddr = headers->destination;
	fill_ports(tcp, headers->source_port, headers->destination_port);
	bpf_tail_call(ctx, &under_test, 0);
	return XDP_ABORTED;
}

SEC("xdp")
int fill6(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *ethernet = data;
	struct ipv6hdr *ip = data + sizeof(*ethernet);
	struct tcphdr *tcp = (void *)(ip + 1);
	__u32 zero = 0, at = next++ & (MOST_HEADERS - 1);
	struct header6 *headers = bpf_map_lookup_elem(&stream6, &zero);

	if (!headers || (void *)(tcp + 1) > end)
		return XDP_ABORTED;
	headers += at;
	ethernet->h_proto = bpf_htons(ETH_P_IPV6);
	*(__u32 *)ip = bpf_htonl(0x60000000);
	*((__u32 *)ip + 1) = bpf_htonl(sizeof(*tcp) << 16 | headers->protocol << 8 | 64);
	ip->saddr = headers->source;
	ip->daddr = headers->destination;
	fill_ports(tcp, headers->source_port, headers->destination_port);
	bpf_tail_call(ctx, &under_test, 0);
	return XDP_ABORTED;
}

char _license[] SEC("license") = "Dual MIT/GPL";

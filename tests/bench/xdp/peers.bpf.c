// What the emitted programs are held against: a program that only parses, and the same with a look-up of the source
// in a map of the kernel's own.
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

struct prefix4 {
	__u32 length;
	__u32 address;
};

struct prefix6 {
	__u32 length;
	struct in6_addr address;
};

#define MAP(name, map_type, key_type, flags)            \
	struct {                                        \
		__uint(type, map_type);                 \
		__uint(max_entries, 2000000);           \
		__uint(map_flags, flags);               \
		__type(key, key_type);                  \
		__type(value, __u32);                   \
	} name SEC(".maps")

MAP(hash4, BPF_MAP_TYPE_HASH, __u32, 0);
MAP(hash6, BPF_MAP_TYPE_HASH, struct in6_addr, 0);
MAP(trie4, BPF_MAP_TYPE_LPM_TRIE, struct prefix4, BPF_F_NO_PREALLOC);
MAP(trie6, BPF_MAP_TYPE_LPM_TRIE, struct prefix6, BPF_F_NO_PREALLOC);

/* The TCP or UDP header and, before it, the IP header; 0 where there is none. */
static __always_inline void *parse(struct xdp_md *ctx, void **ip)
{
	void *data = (void *)(long)ctx->data, *end = (void *)(long)ctx->data_end;
	struct ethhdr *ethernet = data;
	struct tcphdr *tcp;
	__u32 protocol;

	if (data + sizeof(*ethernet) + sizeof(struct iphdr) + sizeof(*tcp) > end)
		return 0;
	*ip = data + sizeof(*ethernet);
	if (ethernet->h_proto == bpf_htons(ETH_P_IP)) {
		struct iphdr *header = *ip;

		if (header->version != 4 || header->ihl != 5 || header->frag_off & bpf_htons(0x3fff))
			return 0;
		protocol = header->protocol;
		tcp = (void *)(header + 1);
	} else if (ethernet->h_proto == bpf_htons(ETH_P_IPV6)) {
		struct ipv6hdr *header = *ip;

		if ((void *)(header + 1) + sizeof(*tcp) > end || header->version != 6)
			return 0;
		protocol = header->nexthdr;
		tcp = (void *)(header + 1);
	} else {
		return 0;
	}
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP ? tcp : 0;
}

SEC("xdp")
int parse_only(struct xdp_md *ctx)
{
	void *ip;
	struct tcphdr *tcp = parse(ctx, &ip);

	if (!tcp)
		return XDP_PASS;
	return tcp->syn && tcp->dest == bpf_htons(9) ? XDP_DROP : XDP_PASS;
}

#define LOOKUP(name, map, key_type, header_type)                                \
	SEC("xdp")                                                              \
	int name(struct xdp_md *ctx)                                            \
	{                                                                       \
		void *ip;                                                       \
		struct tcphdr *tcp = parse(ctx, &ip);                           \
		key_type key;                                                   \
										\
		if (!tcp)                                                       \
			return XDP_PASS;                                        \
		SET(key, ((struct header_type *)ip)->saddr);                    \
		return bpf_map_lookup_elem(&map, &key) ? XDP_DROP : XDP_PASS;   \
	}

#define SET(key, from) key = from
LOOKUP(in_hash4, hash4, __u32, iphdr)
#undef SET
#define SET(key, from) key.length = 32, key.address = from
LOOKUP(in_trie4, trie4, struct prefix4, iphdr)
#undef SET
#define SET(key, from) __builtin_memcpy(&key, &from, sizeof(key))
LOOKUP(in_hash6, hash6, struct in6_addr, ipv6hdr)
#undef SET
#define SET(key, from) key.length = 128, __builtin_memcpy(&key.address, &from, sizeof(key.address))
LOOKUP(in_trie6, trie6, struct prefix6, ipv6hdr)

char _license[] SEC("license") = "Dual MIT/GPL";

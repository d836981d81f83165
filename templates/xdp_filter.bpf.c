// SPDX-License-Identifier: MIT OR GPL-2.0-only
/*
 * The fixed part of what `sgc compile -t xdp` writes, with a small policy of its own so that it can be built and tried
 * as it stands. sgc replaces this comment with what a reader of a policy should know, and everything between the lines
 * "the policy" and "the program" with the tables of that policy.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/tcp.h>
#include <linux/udp.h>
#include <bpf/bpf_helpers.h>
#include <bpf/bpf_endian.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the tables are written for little-endian machines"
#endif

#define INLINE static __always_inline __attribute__((unused))

struct sgc_count {
	__u64 packets;
	__u64 bytes;
};

/*
 * For the verifier, which would else follow each path through the tables: a number that it takes for any, and a copy of
 * an index that it does not connect with the original, so that what it learns of the one says nothing of the other.
 */
static volatile __u64 sgc_zero __attribute__((unused));
#define ANY_INDEX 0x1fffffff
#define SEPARATE_BITS(at, bits) asm volatile("%0 &= %1" : "+r"(at) : "i"(bits))
#define SEPARATE(at) SEPARATE_BITS(at, ANY_INDEX)

/*
 * Arrays of the policy are read through functions of their names, so that an index past the end reads as 0 whatever
 * the tables say. Short ones share a section (and so a map). A long one is text, which compilers take in faster, in a
 * section of its own; where it needs several its function is written out. Behind each there are zeros, so that what is
 * read several numbers at a time may be read past its end.
 */
#define BEYOND 128 /* bytes */
#define TABLE(name, type, count)                                                                                       \
	INLINE type name(__u64 at)                                                                                     \
	{                                                                                                              \
		SEPARATE(at);                                                                                          \
		return at < (count) ? ((const type *)name##_0)[at] : 0;                                                \
	}
#define SHORT(name, type, count) static const type name##_0[(count) + BEYOND / sizeof(type)] SEC(".rodata.short")
#define SECTION(name, part, bytes)                                                                                     \
	static const char name##_##part[bytes] __attribute__((aligned(8))) SEC(".rodata." #name "_" #part)
#define LITERAL(name, part, bytes) SECTION(name, part, (bytes) + BEYOND)

/* An array that is read with the upper bits of an address, which cannot reach past its end: it has an entry for each. */
#define INDEX_LITERAL SECTION
#define INDEX(name, type)                                                                                              \
	INLINE type name(__u64 at)                                                                                     \
	{                                                                                                              \
		return ((const type *)name##_0)[at];                                                                   \
	}

/* Where an entry of 16 bits stands, with those after it. */
#define IN_TABLE 0xffffff
#define WINDOW_OF(array, entries, count)                                                                               \
	INLINE const __u16 *entries##_window(__u64 at)                                                                 \
	{                                                                                                              \
		SEPARATE_BITS(at, IN_TABLE);                                                                           \
		return (const __u16 *)array##_0 + (at < (count) ? at : 0);                                             \
	}
#define WINDOW(name, count) WINDOW_OF(name, name, count)

/* An array of words, read as halves of its words; the lower half first. */
#define HALVES(name, count)                                                                                            \
	INLINE __u16 name##_half(__u64 at)                                                                             \
	{                                                                                                              \
		SEPARATE(at);                                                                                          \
		return at < 2 * (count) ? ((const __u16 *)name##_0)[at] : 0;                                           \
	}                                                                                                              \
	WINDOW_OF(name, name##_half, 2 * (count))
#define HALVES_OF_PARTS(name)                                                                                          \
	INLINE __u16 name##_half(__u64 at)                                                                             \
	{                                                                                                              \
		return name(at / 2) >> (at & 1 ? 16 : 0);                                                              \
	}

#define NO_NODES(name)                                                                                                 \
	INLINE __u32 name(__u64 at)                                                                                    \
	{                                                                                                              \
		return NO_RULE;                                                                                        \
	}                                                                                                              \
	INLINE __u16 name##_half(__u64 at)                                                                             \
	{                                                                                                              \
		return 0;                                                                                              \
	}

/* An array that is none: two values that take turns. */
#define TURNS(name, first, second)                                                                                     \
	INLINE __u64 name(__u64 at)                                                                                    \
	{                                                                                                              \
		at &= 1;                                                                                               \
		barrier_var(at);                                                                                       \
		return (first) ^ ((first) ^ (second)) * at;                                                            \
	}

/*
 * All bits where a number is negative, else none: for choices without branches. The compiler must not see through it,
 * because it takes such a choice for one that it may branch on.
 */
INLINE __u64 sign(__s64 number)
{
	barrier_var(number);
	number >>= 63;
	barrier_var(number);
	return number;
}

/* One of two numbers, without a branch: whether a packet passes is the worst to guess. */
#define OF_TWO(number, if_0, if_1) ((if_0) ^ (((if_0) ^ (if_1)) & -(number)))
#define EITHER(number, if_negative, if_not) ((if_not) ^ (((if_not) ^ (if_negative)) & sign(number)))

#define DIFFERENCE(a, b)                                                                                               \
	({                                                                                                             \
		__s64 difference_ = (a) - (b);                                                                         \
		barrier_var(difference_);                                                                              \
		difference_;                                                                                           \
	})

/*
 * The number of sorted entries of table [from, from + size) that are at most a value; size < 2^steps. For the verifier
 * every place is any place, before each step and after it, and a comparison tells it nothing but its outcome: so that
 * both ways lead on to the same, and a search takes it as many steps as it takes the program.
 */
#define COUNT(table, from, size, value, steps)                                                                         \
	({                                                                                                             \
		__u64 begin_ = ((from) + sgc_zero) & ANY_INDEX, next_ = begin_, end_ = begin_ + (size), value_ = (value);\
		_Pragma("unroll") for (__u64 step_ = 1ull << (steps); step_ >>= 1;)                                    \
		{                                                                                                      \
			__u64 beyond_ = next_ + step_;                                                                 \
			if (DIFFERENCE(end_, beyond_) >= 0 && DIFFERENCE(value_, table(beyond_ - 1)) >= 0)             \
				next_ = beyond_ & ANY_INDEX;                                                           \
		}                                                                                                      \
		next_ - begin_;                                                                                        \
	})

/* The same, where most searches are among few. */
#define FEW_STEPS 2
#define COUNT_OFTEN_FEW(table, from, size, value, steps)                                                               \
	((steps) <= FEW_STEPS || (size) >> FEW_STEPS ? COUNT(table, from, size, value, steps) :                        \
						       COUNT(table, from, size, value, FEW_STEPS))

/*
 * The number of the next `size` <= 8 entries of 16 bits, or of the next 4 where no search takes more than two steps, that
 * are at most a value; those after them are masked by their places. Two numbers are compared in a word at a time: the bit
 * above each, which is set before, is borrowed from where it is more than the value.
 */
#define EACH_OF_TWO 0x0000000100000001ull
#define ABOVE_EACH 0x0001000000010000ull
#define ABOVE_WITHIN(numbers, first, second)                                                                           \
	((values - ((numbers) & ~(ABOVE_EACH * 0xffff))) & (sizes - ((second) * (1ull << 32) + (first))) & ABOVE_EACH)

INLINE __u64 rank_in_8(const __u16 *entries, __u64 size, __u64 value, int steps)
{
	__u64 values = value * EACH_OF_TWO | ABOVE_EACH, sizes = size * EACH_OF_TWO | ABOVE_EACH;
	__u64 word = *(const __u64 *)entries, count = ABOVE_WITHIN(word, 1, 3) + ABOVE_WITHIN(word >> 16, 2, 4);

	if (steps > 2) {
		word = *(const __u64 *)(entries + 4);
		count += ABOVE_WITHIN(word, 5, 7) + ABOVE_WITHIN(word >> 16, 6, 8);
	}
	return count * EACH_OF_TWO >> 48;
}

/* 1 where the entry that ends the n-th eight, or sixty-four, of `size` entries is one of them and at most the value, else 0. */
#define HAS(number, size, value) (1 + sign((__s64)((value) - (number)) | (__s64)(size)))
#define HAS_EIGHT(n) HAS(entries[8 * (n)-1] & bits, size - 8 * (n), value)
#define HAS_64(table, from, size, value, bits, n) HAS(table((from) + 64 * (n)-1) & (bits), (size) - 64 * (n), value)

/* How many eights of the next `size` <= 64 entries are at most a value: no comparison waits for another. */
INLINE __u64 eights_in_64(const __u16 *entries, __u64 size, __u64 value, int steps, __u64 bits)
{
	__u64 eights = HAS_EIGHT(1);

	if (steps > 4)
		eights += HAS_EIGHT(2) + HAS_EIGHT(3);
	if (steps > 5)
		eights += HAS_EIGHT(4) + HAS_EIGHT(5) + HAS_EIGHT(6) + HAS_EIGHT(7);
	return eights;
}

/*
 * Narrows [at, at + size) of a table of sorted 16-bit entries, which has a window, to eight of them: those before are at
 * most the value, those after are not. Of an entry the `bits` count. The window `entries` is where they stand; an index
 * may count from the entry before. The last 512 are compared without branches, which a processor guesses wrongly when all
 * packets are different, and while it waits for the memory.
 */
#define NARROW(table, entries, at, size, value, steps, before, bits)                                                   \
	({                                                                                                             \
		_Pragma("unroll") for (int most_ = 1 << (steps); most_ > 512; most_ >>= 1)                             \
		{                                                                                                      \
			__u64 half_ = size >> 1;                                                                       \
			if (DIFFERENCE(size, 512) <= 0)                                                                \
				break;                                                                                 \
			if (DIFFERENCE(value, table(at + (before) + half_ - 1) & (bits)) >= 0) {                       \
				at += half_;                                                                           \
				size -= half_;                                                                         \
			} else {                                                                                       \
				size = half_;                                                                          \
			}                                                                                              \
		}                                                                                                      \
		if ((steps) > 6 && DIFFERENCE(size, 64) > 0) {                                                         \
			__u64 passed_ = 0;                                                                             \
			_Pragma("unroll") for (int n_ = 1; n_ < 1 << ((steps) < 9 ? (steps)-6 : 3); n_++)              \
				passed_ += HAS_64(table, at + (before), size, value, bits, n_);                        \
			passed_ *= 64;                                                                                 \
			at += passed_;                                                                                 \
			size -= passed_ + 64;                                                                          \
			size = 64 + (size & sign(size));                                                               \
		}                                                                                                      \
		entries = table##_window(at);                                                                          \
		if ((steps) > 3 && DIFFERENCE(size, 8) > 0) {                                                          \
			__u64 passed_ = eights_in_64(entries + (before), size, value, steps, bits) * 8 & 56;           \
			entries += passed_;                                                                            \
			at += passed_;                                                                                 \
			size -= passed_ + 8;                                                                           \
			size = 8 + (size & sign(size));                                                                \
		}                                                                                                      \
	})

/* The same as COUNT for such a table. */
#define RANK(table, from, size, value, steps)                                                                          \
	({                                                                                                             \
		__u64 begin_ = (from), at_ = begin_, size_ = (size), value_ = (value);                                 \
		const __u16 *entries_;                                                                                 \
		NARROW(table, entries_, at_, size_, value_, steps, 0, 0xffff);                                         \
		at_ + rank_in_8(entries_, size_, value_, steps) - begin_;                                              \
	})

/* The same, where most searches are among few. */
#define RANK_OFTEN_FEW(table, from, size, value, steps)                                                                \
	((steps) <= FEW_STEPS || (size) >> FEW_STEPS ? RANK(table, from, size, value, steps) :                         \
						       RANK(table, from, size, value, FEW_STEPS))

/*
 * The class of an address: where the class changes is sorted. In a long table the upper bits are an index straight into
 * the places that share them.
 */
#define CLASSES(name, bits, search, steps)                                                                             \
	INLINE __u64 name(__u64 address)                                                                               \
	{                                                                                                              \
		__u64 upper = (__u32)address >> (32 - (bits)), lower = address & ((1 << (32 - (bits))) - 1);           \
		__u64 from = name##_index(upper), to = name##_index(upper + 1);                                        \
		return name##_values(from + search(name##_bounds, from, to - from, lower, steps) - 1);                 \
	}
#define FEW_CLASSES(name, size, steps)                                                                                 \
	INLINE __u64 name(__u64 address)                                                                               \
	{                                                                                                              \
		return name##_values(COUNT(name##_bounds, 0, size, address, steps) + sgc_zero - 1);                    \
	}

/*
 * Whether a long list of hosts holds an address. Entries say so, each of which is a listed address: with the top bit, those
 * after it are listed too, up to the next entry's. Counted is, modulo 2, what lets the value in or out: an entry with the top
 * bit that is at most the value, an entry after such a one that is less, any other that is equal.
 */
#define EACH_ONE 0x0001000100010001ull
#define EACH_TOP 0x8000800080008000ull
#define EACH_NUMBER 0x7fff7fff7fff7fffull
#define NUMBER 0x7fff

#define WORD(entries) (*(const __u64 *)(entries))
#define LETS(entries, before, values, which)                                                                           \
	({                                                                                                             \
		__u64 entries_ = (entries), difference_ = (values) - (entries_ & EACH_NUMBER);                         \
		difference_ & (which) & (entries_ | ~((difference_ - EACH_ONE) ^ (before)));                           \
	})

/* By a word of four entries. */
INLINE __u64 is_listed_in_word(__u64 word, __u64 value)
{
	__u64 lets = LETS(word, word << 16, (value | (NUMBER + 1)) * EACH_ONE, EACH_TOP) * EACH_ONE;

	barrier_var(lets);
	return lets >> 63;
}

/* Of words in which each number is a size plus EACH_TOP: the top bits of those four, or the next four, that are within it. */
#define FIRST_OF(sizes) (((sizes) - 0x0004000300020001) & EACH_TOP)
#define NEXT_OF(sizes) (((sizes) - 0x0008000700060005) & EACH_TOP)

/* By 0 to 8 entries after the one at `before`, which stands before the next entries, and is less than the value. */
INLINE __u64 is_listed_in_8(const __u16 *before, __u64 size, __u64 value)
{
	__u64 values = value * EACH_ONE | EACH_TOP, sizes = size * EACH_ONE | EACH_TOP, lets;

	lets = LETS(WORD(before + 1), WORD(before), values, FIRST_OF(sizes)) ^
	       LETS(WORD(before + 5), WORD(before + 4), values, NEXT_OF(sizes));
	lets = lets * EACH_ONE ^ WORD(before) << 48;
	barrier_var(lets);
	return lets >> 63;
}

/*
 * The entries of all addresses that share the upper bits stand in one word. One with its top bit says instead before which
 * place they stand, and how many they are.
 */
#define HOSTS(name, steps)                                                                                             \
	INLINE __u64 name(__u64 address)                                                                               \
	{                                                                                                              \
		__u64 word = ((const __u64 *)name##_words_0)[(__u32)address / (NUMBER + 1)];                           \
		__u64 value = address & NUMBER, less = value - 1, at = (__u32)word, size = word << 1 >> 33;            \
		const __u16 *before;                                                                                   \
		if ((__s64)word >= 0)                                                                                  \
			return name##_values(is_listed_in_word(word, value));                                          \
		NARROW(name##_hosts, before, at, size, less, steps, 1, NUMBER);                                        \
		return name##_values(is_listed_in_8(before, size, value));                                             \
	}

/*
 * A longer one: of most addresses that it does not hold, the bit of their block says so. The bits are read by 64; a shift takes
 * of the block's number only what says which of them.
 */
#define IS_IN_BLOCK(name, block)                                                                                       \
	({                                                                                                             \
		__u64 bits_ = ((const __u64 *)name##_blocks_0)[(block) / 64];                                          \
		asm("%0 >>= %1" : "+r"(bits_) : "r"(block));                                                           \
		bits_ & 1;                                                                                             \
	})

/*
 * Else what is listed of all addresses that share the upper bits stands in one line of 32 bytes. Its first four numbers are
 * bounds, where addresses begin to be listed, and end to be, in turns; the others are hosts. A bound or a host that no
 * address reaches stands for none. A line that would hold more says before which place its entries stand, and how many.
 */
#define LINE_NUMBERS 16
#define SPILLED 0xffff

/* Of the next 4 numbers: the top bits of those that are at most the values; of those that are equal, if any are. */
#define AT_MOST(numbers, values) (((values) | EACH_TOP) - WORD(numbers) & EACH_TOP)
#define EQUAL(numbers, values)                                                                                         \
	({                                                                                                             \
		__u64 difference_ = WORD(numbers) ^ (values);                                                          \
		(difference_ - EACH_ONE) & ~difference_ & EACH_TOP;                                                    \
	})

INLINE __u64 is_listed_in_line(const __u16 *line, __u64 value)
{
	__u64 values = value * EACH_ONE, hosts, listed;

	hosts = EQUAL(line + 4, values) | EQUAL(line + 8, values) | EQUAL(line + 12, values);
	listed = AT_MOST(line, values) * EACH_ONE | hosts | -hosts;
	barrier_var(listed);
	return listed >> 63;
}

#define HOST_LINES(name, block_bits, steps)                                                                            \
	INLINE __u64 name(__u64 address)                                                                               \
	{                                                                                                              \
		__u64 block = (__u32)address >> (32 - (block_bits)), upper = (__u32)address / (NUMBER + 1);            \
		__u64 value = address & NUMBER, less = value - 1, at, size;                                            \
		const __u16 *line = (const __u16 *)name##_lines_0 + upper * LINE_NUMBERS, *before;                     \
		if (!IS_IN_BLOCK(name, block))                                                                         \
			return name##_values(0);                                                                       \
		if (line[0] != SPILLED)                                                                                \
			return name##_values(is_listed_in_line(line, value));                                          \
		at = line[1] | (__u64)line[2] << 16;                                                                   \
		size = line[3];                                                                                        \
		NARROW(name##_hosts, before, at, size, less, steps, 1, NUMBER);                                        \
		return name##_values(is_listed_in_8(before, size, value));                                             \
	}

#define NO_CLASSES(name)                                                                                               \
	INLINE __u64 name(__u64 address)                                                                               \
	{                                                                                                              \
		return 0;                                                                                              \
	}

/*
 * IPv6 looks its first 32 bits up like that; what differs within them goes on in nodes, 32 bits each. A node is the
 * number of its edges, where all but the first begin, and their values; with ALTERNATING two values come first. Most
 * addresses end in their first 32 bits, and are spared the call.
 */
#define CLASSES_BELOW(name, steps)                                                                                     \
	INLINE __u64 name##_below(__u64 at, __u32 chunk)                                                               \
	{                                                                                                              \
		__u64 edges = name##_nodes(at) & ~ALTERNATING;                                                         \
		if (name##_nodes(at) & ALTERNATING)                                                                    \
			return name##_nodes(at + 1 + (COUNT(name##_nodes, at + 3, edges - 1, chunk, steps) & 1));      \
		return name##_nodes(at + edges + COUNT(name##_nodes, at + 1, edges - 1, chunk, steps));                \
	}                                                                                                              \
	__noinline __u32 sgc_##name##_below(__u64 at, __u64 high, __u64 low)                                           \
	{                                                                                                              \
		at = name##_below(at, high);                                                                           \
		if (!(at & LEAF))                                                                                      \
			at = name##_below(at, low >> 32);                                                              \
		if (!(at & LEAF))                                                                                      \
			at = name##_below(at, low);                                                                    \
		return at;                                                                                             \
	}                                                                                                              \
	INLINE __u32 sgc_##name(__u64 high, __u64 low)                                                                 \
	{                                                                                                              \
		__u64 at = name(high >> 32);                                                                           \
		return (at & LEAF ? at : sgc_##name##_below(at, high, low)) & ~LEAF;                                   \
	}
#define NONE_BELOW(name)                                                                                               \
	INLINE __u32 sgc_##name(__u64 high, __u64 low)                                                                 \
	{                                                                                                              \
		return name(high >> 32) & ~LEAF;                                                                       \
	}
#define ALTERNATING 0x80000000u

/* Where a decision ends: LEAF, the rule's number twice, and 1 where the rule lets the packet pass. */
#define LEAF 0x80000000u
#define NO_RULE 0xffffffffu

/* ==== the policy ================================================================================================= */

/* A sample, of the rules
 *   0  allow tcp 22 from 192.0.2.0/24
 *   1  allow icmp6 from any6
 *   2  default deny
 */
#define SGC_TRACKED 1
#define SGC_BASELINE 1
#define SGC_COUNTERS 1
#define SGC_DEFAULT 0x80000004

#define SGC_RULE_GROUPS 1
struct sgc_rules {
	struct sgc_count rule_0_sample_1;
	struct sgc_count rule_1_sample_2;
	struct sgc_count default_sample_3;
};

SHORT(source4_bounds, __u32, 3) = {0x00000000, 0xc0000200, 0xc0000300};
TABLE(source4_bounds, __u32, 3)
TURNS(source4_values, 0, 1)
FEW_CLASSES(source4, 3, 2)
NO_CLASSES(source4_large)
NO_CLASSES(destination4)
NO_CLASSES(destination4_large)
NO_CLASSES(source6)
NONE_BELOW(source6)
NO_CLASSES(source6_large)
NONE_BELOW(source6_large)
NO_CLASSES(destination6)
NONE_BELOW(destination6)
NO_CLASSES(destination6_large)
NONE_BELOW(destination6_large)

/* The class of each protocol; established connections have their own, where rules stand before them. */
SHORT(protocols, __u8, 256) = {
	[6] = 1,
	[58] = 2,
};
TABLE(protocols, __u8, 256)

/*
 * A node: how many edges less one and where each but the first begins, in halves of a word; then what each leads to. Or
 * the last value that leads elsewhere than those before; then what each value leads to, up to that. In what leads to a
 * node stand the field that it tests, HAS_ALL where every value that can be has its own entry in it, and its place.
 */
SHORT(nodes, __u32, 16) = {
	0x00000001, 0xffffffff, 0x48000003,                         /*  0: source class 1 */
	0x00000002, 0xffffffff, 0x60000007, 0xffffffff,             /*  3: protocol class 1 */
	0x00160002, 0x00000017, 0xffffffff, 0x80000001, 0xffffffff, /*  7: second number 22 */
	0x00000002, 0xffffffff, 0xffffffff, 0x80000003,             /* 12: protocol class 2 */
};
TABLE(nodes, __u32, 16)
HALVES(nodes, 16)
#define SGC_SEARCH RANK
#define STEPS_SOURCE_LARGE 0
#define STEPS_SOURCE 0
#define STEPS_DESTINATION_LARGE 0
#define STEPS_DESTINATION 0
#define STEPS_PROTOCOL 0
#define STEPS_FIRST 0
#define STEPS_SECOND 2
#define SGC_FIELDS4(TEST) TEST(SOURCE) TEST(PROTOCOL) TEST(SECOND)
#define SGC_ROOT4 0x18000000
#define SGC_BEGIN4(VALUE) SGC_ROOT4
#define SGC_CUTS4 0
#define SGC_FIELDS6(TEST) TEST(PROTOCOL)
#define SGC_ROOT6 0x4800000c
#define SGC_BEGIN6(VALUE) SGC_ROOT6
#define SGC_CUTS6 0
#define SGC_ROWS 0
#define SGC_PAIRS 0

/* ==== the program ================================================================================================ */

#define FIELD_SHIFT 28
#define HAS_ALL 0x08000000u
#define PLACE 0x07ffffffu
#define ESTABLISHED 0x100 /* added to the protocol of a packet that belongs to an established connection */

#define MOST_OPTIONS 10 /* words of an IPv4 header */
#define MORE 0x2000
#define PLACE_OF_FRAGMENT 0x1fff
#define PLACE_AND_PROTOCOL (bpf_htons(PLACE_OF_FRAGMENT) | 0xff000000) /* in the four bytes from there */
#define SYN 0x0200 /* in the two bytes with TCP's offset, as they are read */
#define ACK 0x1000

#define MOST_TAGS 8       /* VLAN tags; a frame with more is dropped */
#define MOST_EXTENSIONS 8 /* IPv6 extension headers; a packet with more is dropped */
#define FARTHEST 0x3fff   /* from the start of a frame to a header */

#define RULES_A_GROUP 1024 /* counters of rules in one value of their map */

/*
 * What was found out about a packet: the number of its counter in struct sgc_counters, above a bit that says whether the
 * packet passes. One of these, or RULES and the leaf of the rule that decided.
 */
#define VERDICTS 2 /* counters that stand before those of the outcomes */
#define PASSED(number) ((VERDICTS + (number)) << 1 | 1)
#define DROPPED(number) ((VERDICTS + (number)) << 1)

enum sgc_outcome {
	PASSED_NOT_IP = PASSED(0),
	PASSED_LATER_FRAGMENT = PASSED(1),
	PASSED_BASELINE = PASSED(2),
	PASSED_ESTABLISHED = PASSED(3),
	PASSED_RELATED = PASSED(4),
	PASSED_ECHO_REPLY = PASSED(5),
	DROPPED_TOO_SHORT = DROPPED(6),
	DROPPED_BAD_HEADER = DROPPED(7),
	DROPPED_TOO_MANY_HEADERS = DROPPED(8),
};
#define OUTCOMES 9
#define RULES DROPPED(OUTCOMES) /* what is found when the first rule drops */

/*
 * For returning an outcome that few packets have, in a place of its own: the compiler would else have the number ready
 * before the question, for all packets.
 */
#define APART(outcome)                                                                                                 \
	({                                                                                                             \
		__u64 outcome_ = (outcome);                                                                            \
		barrier_var(outcome_);                                                                                 \
		outcome_;                                                                                              \
	})

/*
 * How many packets passed and were dropped, how many had each of these ends, and how many each rule decided. A long list
 * has a map for its rules.
 */
struct sgc_counters {
	struct sgc_count passed;
	struct sgc_count dropped;
	struct sgc_count passed_not_ip;
	struct sgc_count passed_later_fragment;
	struct sgc_count passed_baseline;
	struct sgc_count passed_established;
	struct sgc_count passed_related;
	struct sgc_count passed_echo_reply;
	struct sgc_count dropped_too_short;
	struct sgc_count dropped_bad_header;
	struct sgc_count dropped_too_many_headers;
#if SGC_RULE_GROUPS == 1
	struct sgc_rules rules;
#endif
};

INLINE __u64 frame_length(struct xdp_md *ctx)
{
#ifdef SGC_FRAGS
	return bpf_xdp_get_buff_len(ctx);
#else
	return (void *)(long)ctx->data_end - (void *)(long)ctx->data;
#endif
}

#if SGC_COUNTERS && !defined(SGC_NO_COUNTERS)
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, 1);
	__type(key, __u32);
	__type(value, struct sgc_counters);
} sgc_counters SEC(".maps");

#if SGC_RULE_GROUPS > 1
struct {
	__uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
	__uint(max_entries, SGC_RULE_GROUPS);
	__type(key, __u32);
	__type(value, struct sgc_rules);
} sgc_rules SEC(".maps");
#endif

INLINE void count(struct xdp_md *ctx, __u64 finding)
{
	__u64 at = finding >> 1, counted = sizeof(struct sgc_counters) / sizeof(struct sgc_count);
	__u64 bytes = frame_length(ctx), drops = ~finding & 1;
	struct sgc_count *counts = bpf_map_lookup_elem(&sgc_counters, (const void *)&sgc_zero); /* the only key */

	if (!counts)
		return;
	counts[drops].packets++; /* by place: whether a packet passes is the worst to guess */
	counts[drops].bytes += bytes;

#if SGC_RULE_GROUPS > 1
	if (finding >= RULES) {
		__u32 key;

		at -= VERDICTS + OUTCOMES;
		key = at / RULES_A_GROUP;
		at %= RULES_A_GROUP;
		counted = RULES_A_GROUP;
		counts = bpf_map_lookup_elem(&sgc_rules, &key);
		if (!counts)
			return;
	}
#endif
	barrier_var(at);
	if (at < counted) {
		counts[at].packets++;
		counts[at].bytes += bytes;
	}
}
#else
INLINE void count(struct xdp_md *ctx, __u64 finding)
{
}
#endif

/* Whether the frame ends before the bytes of a header. */
#define ENDS_BEFORE(ctx, header, size) ((const void *)(header) + (size) > (void *)(long)(ctx)->data_end)

/*
 * Whether the frame has the bytes of a header at an offset; sets where it stands. The barriers, here and where else a
 * header's place is worked out, are for the verifier: the number and the pointer that were checked must be the ones that
 * are used, not copies that the compiler made before. For the same reason this is a question, and not a pointer that may
 * be NULL. A number that the compiler knows needs no check.
 */
#define HAS_HEADER(ctx, header, at, size)                                                                              \
	({                                                                                                             \
		__u64 offset_ = (at);                                                                                  \
		if (!__builtin_constant_p(at))                                                                         \
			barrier_var(offset_);                                                                          \
		(__builtin_constant_p(at) || offset_ <= FARTHEST) && ({                                                \
			(header) = (void *)(long)(ctx)->data + offset_;                                                \
			barrier_var(header);                                                                           \
			!ENDS_BEFORE(ctx, header, size);                                                               \
		});                                                                                                    \
	})

/* Whether so many bytes from a header on, which stands at `offset`, are more than the frame has. */
INLINE int is_cut(struct xdp_md *ctx, const void *header, __u64 offset, __u64 length)
{
#ifdef SGC_FRAGS
	return offset + length > frame_length(ctx);
#else
	return ENDS_BEFORE(ctx, header, length);
#endif
}

/* ---- which rule decides ------------------------------------------------------------------------------------------ */

/* What a rule can ask of a packet. Numbers are in host order; an IPv4 address lies in the low half. */
struct sgc_packet {
	__u64 source_high, source_low;
	__u64 destination_high, destination_low;
	__u32 is_ipv6;
	__u32 protocol; /* plus ESTABLISHED, in a packet of an established connection */
	__u32 first;    /* source port, or ICMP type; else 0 */
	__u32 second;   /* destination port, or ICMP code; else 0 */
};

enum sgc_field { SOURCE_LARGE, SOURCE, DESTINATION_LARGE, DESTINATION, PROTOCOL, FIRST, SECOND };

INLINE __u64 value_of(const struct sgc_packet *p, enum sgc_field field)
{
	switch (field) {
	case SOURCE_LARGE:
		return p->is_ipv6 ? sgc_source6_large(p->source_high, p->source_low) : source4_large(p->source_low);
	case SOURCE:
		return p->is_ipv6 ? sgc_source6(p->source_high, p->source_low) : source4(p->source_low);
	case DESTINATION_LARGE:
		return p->is_ipv6 ? sgc_destination6_large(p->destination_high, p->destination_low) :
				    destination4_large(p->destination_low);
	case DESTINATION:
		return p->is_ipv6 ? sgc_destination6(p->destination_high, p->destination_low) :
				    destination4(p->destination_low);
	case PROTOCOL:
		return protocols(p->protocol);
	case FIRST:
		return p->first;
	case SECOND:
		return p->second;
	}
}

/* What a node leads to, for a value of the field that it tests; no search in such a node takes more steps. */
INLINE __u64 child_of(__u64 node, __u64 value, int steps)
{
	__u64 place = node & PLACE, head, last;

	if (node & HAS_ALL)
		return nodes(place + 1 + value);
	head = nodes(place);
	last = head & 0xffff;
	if (!steps || !(head >> 16))
		return nodes(place + 1 + EITHER((__s64)(value - last), value, last));
	return nodes(place + last / 2 + 1 + SGC_SEARCH(nodes_half, place * 2 + 1, last, value, steps));
}

/* Goes on where the present node tests this field; a diagram tests its fields in the order in which FIELDS are. */
#define TEST(field)                                                                                                    \
	if (at >> FIELD_SHIFT == field)                                                                                \
		at = child_of(at, value_of(packet, field), STEPS_##field);

/*
 * Functions that are not static are verified once, for any arguments, and not again at each call. That, and that the
 * verifier does not know where a walk begins, keeps it from following every path through the tables. In the place of an
 * argument that is not used the compiler would leave whatever stands there, also a pointer, which the verifier refuses.
 */
#define USED_ARGUMENT(argument) barrier_var(argument)

__noinline __u32 sgc_walk4(__u64 addresses, __u64 service, __u64 at)
{
	USED_ARGUMENT(addresses);
	USED_ARGUMENT(service);
	struct sgc_packet fields = {
		.source_low = addresses >> 32,
		.destination_low = (__u32)addresses,
		.protocol = service >> 32,
		.first = (service >> 16) & 0xffff,
		.second = service & 0xffff,
	}, *packet = &fields;

	SGC_FIELDS4(TEST)
	(void)packet;
	return at;
}

__noinline __u32 sgc_walk6(const struct sgc_packet *packet, __u64 at)
{
	if (!packet)
		return NO_RULE;
	SGC_FIELDS6(TEST)
	return at;
}

#if SGC_ROWS
/* A packet as rows are asked about it: its rows are known by its source. */
struct sgc_key {
	__u32 destination_large; /* classes, and the protocol's */
	__u32 destination;
	__u32 protocol;
	__u32 first;
	__u32 second;
	__u32 is_ipv6;
};

INLINE __u64 value_in(const struct sgc_key *key, enum sgc_field field)
{
	switch (field) {
	case SOURCE_LARGE:
	case SOURCE:
		return 0; /* no row asks */
	case DESTINATION_LARGE:
		return key->destination_large;
	case DESTINATION:
		return key->destination;
	case PROTOCOL:
		return key->protocol;
	case FIRST:
		return key->first;
	case SECOND:
		return key->second;
	}
}

#define TEST_KEY(field)                                                                                                \
	if (at >> FIELD_SHIFT == field)                                                                                \
		at = child_of(at, value_in(key, field), STEPS_##field);

__noinline __u32 sgc_walk_row(const struct sgc_key *key, __u64 at)
{
	if (!key)
		return NO_RULE;
	TEST_KEY(DESTINATION_LARGE)
	TEST_KEY(DESTINATION)
	TEST_KEY(PROTOCOL)
	TEST_KEY(SECOND)
	TEST_KEY(FIRST)
	return at;
}

#if SGC_PAIRS
/* The earliest rule among those between these two sets. */
__noinline __u32 sgc_pair(const struct sgc_key *key, __u32 source, __u32 destination)
{
	__u64 hash = ((__u64)source << 32 | destination) * 0x9e3779b97f4a7c15;
	__u32 best = NO_RULE;

	if (!key)
		return NO_RULE;
	hash = (hash ^ hash >> 32) * 0x9e3779b97f4a7c15;
	for (__u32 probe = 0; probe < SGC_MOST_PROBES; probe++) {
		__u32 slot = pair_slots(((hash >> 32) * SGC_PAIR_HOMES >> 32) + probe);
		__u64 entry = (slot & ((1 << SGC_ENTRY_BITS) - 1)) - 1;

		if (!slot)
			break;
		if ((slot ^ (__u32)hash) >> SGC_ENTRY_BITS)
			continue;
		if (pair_entries(entry * 4) == source && pair_entries(entry * 4 + 1) == destination) {
			__u32 leaf = sgc_walk_row(key, pair_entries(entry * 4 + 2));

			if (leaf != NO_RULE)
				leaf = pair_rules(pair_entries(entry * 4 + 3) + (leaf & ~LEAF));
			if (leaf < best)
				best = leaf;
		}
	}
	return best;
}

/* The same for a source set and every set that the destination lies in. */
__noinline __u32 sgc_pairs_of(const struct sgc_key *key, __u32 source)
{
	__u32 large, small, in_large, in_small, any, best = NO_RULE;

	if (!key)
		return NO_RULE;
	large = covers((key->is_ipv6 ? SGC_LARGE_COVERS6 : SGC_LARGE_COVERS4) + (__u64)key->destination_large);
	small = covers((key->is_ipv6 ? SGC_COVERS6 : SGC_COVERS4) + (__u64)key->destination);
	any = key->is_ipv6 ? SGC_ANY_DESTINATION6 : SGC_ANY_DESTINATION4;
	in_large = covers(large);
	in_small = covers(small);
	for (__u32 i = 0; i < SGC_MOST_DESTINATIONS; i++) {
		__u32 destination = any, leaf;

		if (i > in_large + in_small)
			break;
		if (i)
			destination = i <= in_large ? covers(large + i) : covers(small + i - in_large);
		leaf = sgc_pair(key, source, destination);
		if (leaf < best)
			best = leaf;
	}
	return best;
}
#endif

#define BY_PAIRS 7 /* where a row's node would have the field that it tests */

INLINE __u32 ask_row(const struct sgc_key *key, __u32 row)
{
#if SGC_PAIRS
	if (row >> FIELD_SHIFT == BY_PAIRS)
		return sgc_pairs_of(key, row & PLACE);
#endif
	return sgc_walk_row(key, row);
}

#define VALUE_IN_KEY(field) value_in(&key, field)

/* The earliest rule of all rows that the source lies in; the tables of its classes say where those stand. */
INLINE __u32 ask_rows(const struct sgc_packet *packet)
{
	struct sgc_key key = {
		.destination_large = value_of(packet, DESTINATION_LARGE),
		.destination = value_of(packet, DESTINATION),
		.protocol = value_of(packet, PROTOCOL),
		.first = packet->first,
		.second = packet->second,
		.is_ipv6 = packet->is_ipv6,
	};
	__u32 any = packet->is_ipv6 ? SGC_BEGIN6(VALUE_IN_KEY) : SGC_BEGIN4(VALUE_IN_KEY);
	__u32 large = value_of(packet, SOURCE_LARGE), small = value_of(packet, SOURCE);
	__u32 in_large = covers(large), in_small = covers(small);
	__u32 best = any & LEAF ? any : ask_row(&key, any);

	for (__u32 i = 1; i < SGC_MOST_ROWS; i++) {
		__u32 leaf;

		if (i > in_large + in_small)
			break;
		leaf = ask_row(&key, i <= in_large ? covers(large + i) : covers(small + i - in_large));
		if (leaf < best)
			best = leaf;
	}
	return best;
}

__noinline __u32 sgc_rows4(__u64 addresses, __u64 service)
{
	USED_ARGUMENT(addresses);
	USED_ARGUMENT(service);
	struct sgc_packet packet = {
		.source_low = addresses >> 32,
		.destination_low = (__u32)addresses,
		.protocol = service >> 32,
		.first = (service >> 16) & 0xffff,
		.second = service & 0xffff,
	};

	return ask_rows(&packet);
}

__noinline __u32 sgc_rows6(const struct sgc_packet *packet)
{
	return packet ? ask_rows(packet) : NO_RULE;
}
#endif

#define VALUE(field) value_of(packet, field)

INLINE __u32 first_match(const struct sgc_packet *packet)
{
	__u64 addresses = packet->source_low << 32 | packet->destination_low;
	__u64 service = (__u64)packet->protocol << 32 | packet->first << 16 | packet->second;
	__u32 at;

#if SGC_ROWS
	if (packet->is_ipv6 ? SGC_BY_ROWS6 : SGC_BY_ROWS4)
		return packet->is_ipv6 ? sgc_rows6(packet) : sgc_rows4(addresses, service);
#endif
	at = packet->is_ipv6 ? SGC_BEGIN6(VALUE) : SGC_BEGIN4(VALUE);
	if (at & LEAF)
		return at;
	return packet->is_ipv6 ? sgc_walk6(packet, at) : sgc_walk4(addresses, service, at);
}

/* Findings that are none yet: the list is to be asked, or is to be asked whether a rule stands before the finding. */
#define JUDGE 0x100
#define UNLESS_CUT 0x200

INLINE __u64 decide(struct sgc_packet *packet, __u64 finding)
{
	__u32 leaf;

	if (finding & UNLESS_CUT && (packet->is_ipv6 ? SGC_CUTS6 : SGC_CUTS4))
		packet->protocol |= ESTABLISHED;
	else if (finding != JUDGE)
		return finding & ~UNLESS_CUT;

	leaf = first_match(packet);
	if (leaf == NO_RULE) {
		if (finding != JUDGE)
			return finding & ~UNLESS_CUT;
		leaf = SGC_DEFAULT;
	}
	return RULES + (leaf & ~LEAF);
}

/* ---- connection tracking ----------------------------------------------------------------------------------------- */

#if SGC_TRACKED
struct nf_conn {
	unsigned long status;
} __attribute__((preserve_access_index));

struct bpf_ct_opts {
	__s32 netns_id;
	__s32 error;
	__u8 l4proto;
	__u8 dir;
	__u8 reserved[2];
};

/* Not weak: without connection tracking the program must not load, rather than enforce something else. */
struct nf_conn *bpf_xdp_ct_lookup(struct xdp_md *ctx, struct bpf_sock_tuple *tuple, __u32 tuple_size,
				  struct bpf_ct_opts *options, __u32 options_size) __ksym;
void bpf_ct_release(struct nf_conn *connection) __ksym;

#define SEEN_REPLY 2 /* IPS_SEEN_REPLY */

/*
 * Whether the connection that this packet would belong to is established: the packet is a reply, or was replied to.
 * A quoted packet is one that this host has sent: that it is known is enough.
 */
INLINE int is_known(struct xdp_md *ctx, struct bpf_sock_tuple *tuple, __u32 size, __u8 protocol,
				    int quoted)
{
	struct bpf_ct_opts options = { .netns_id = -1, .l4proto = protocol };
	struct nf_conn *connection = bpf_xdp_ct_lookup(ctx, tuple, size, &options, sizeof(options));
	int known;

	if (!connection)
		return 0;
	known = quoted || options.dir == 1 || (connection->status & SEEN_REPLY);
	bpf_ct_release(connection);
	return known;
}

INLINE int is_known4(struct xdp_md *ctx, const struct iphdr *ip, const __be16 *ports, int quoted)
{
	struct bpf_sock_tuple tuple = {};

	tuple.ipv4.saddr = ip->saddr;
	tuple.ipv4.daddr = ip->daddr;
	tuple.ipv4.sport = ports[0];
	tuple.ipv4.dport = ports[1];
	return is_known(ctx, &tuple, sizeof(tuple.ipv4), ip->protocol, quoted);
}

INLINE int is_known6(struct xdp_md *ctx, const struct ipv6hdr *ip, const __be16 *ports, __u8 protocol,
				     int quoted)
{
	struct bpf_sock_tuple tuple = {};

	__builtin_memcpy(tuple.ipv6.saddr, &ip->saddr, sizeof(ip->saddr));
	__builtin_memcpy(tuple.ipv6.daddr, &ip->daddr, sizeof(ip->daddr));
	tuple.ipv6.sport = ports[0];
	tuple.ipv6.dport = ports[1];
	return is_known(ctx, &tuple, sizeof(tuple.ipv6), protocol, quoted);
}
#endif

/* ---- IPv6 extension headers -------------------------------------------------------------------------------------- */

/* What follows the extension headers, as one number: protocol, then flags, then the offset of its header. */
#define LAST_HEADER(protocol, flags, offset) ((__u64)(protocol) << 32 | (flags) | (offset))
#define TOO_SHORT (1u << 16)
#define TOO_MANY (1u << 17)
#define LATER_FRAGMENT (1u << 18)
#define MORE_FRAGMENTS (1u << 19)
#define OFFSET 0xffff

/* Walks from the header of number `next` at `offset`; nothing may reach past `end`. */
__noinline __u64 sgc_last_header(struct xdp_md *ctx, __u32 next, __u32 offset, __u32 end)
{
	__u32 flags = 0;

	for (int i = 0; i <= MOST_EXTENSIONS; i++) {
		const __u8 *header;
		__u32 length = 8;

		if (next != IPPROTO_HOPOPTS && next != IPPROTO_ROUTING && next != IPPROTO_FRAGMENT &&
		    next != IPPROTO_AH && next != IPPROTO_DSTOPTS)
			return LAST_HEADER(next, flags, offset & OFFSET);
		if (i == MOST_EXTENSIONS)
			break;

		if (!HAS_HEADER(ctx, header, offset, 8))
			return TOO_SHORT;
		if (next == IPPROTO_FRAGMENT) {
			if (header[2] || header[3] & 0xf8)
				flags |= LATER_FRAGMENT;
			if (header[3] & 1)
				flags |= MORE_FRAGMENTS;
		} else {
			length = next == IPPROTO_AH ? (header[1] + 2) * 4 : (header[1] + 1) * 8;
		}
		offset += length;
		if (offset > end)
			return TOO_SHORT;
		next = header[0];
		if (flags & LATER_FRAGMENT)
			return LAST_HEADER(next, flags, offset & OFFSET);
	}
	return TOO_MANY;
}

/* ---- ICMP errors and what they quote ------------------------------------------------------------------------------ */

/* The types of RFC 792 and RFC 1122 section 3.2.2, and of RFC 4443. */
INLINE int is_icmp_error(__u8 type)
{
	return type == 3 || type == 4 || type == 5 || type == 11 || type == 12;
}

INLINE int is_icmp6_error(__u8 type)
{
	return type >= 1 && type <= 4;
}

#if SGC_TRACKED
/* Whether the packet quoted at `offset` is one that this host (`to`) sent on a known TCP or UDP connection. */
INLINE int quotes_known4(struct xdp_md *ctx, __u32 offset, __u32 end, __be32 to)
{
	const struct iphdr *quoted;
	const __be16 *ports;
	__u32 length;

	if (!HAS_HEADER(ctx, quoted, offset, sizeof(*quoted)))
		return 0;
	if (quoted->version != 4 || quoted->ihl < 5 || quoted->saddr != to)
		return 0;
	if (quoted->frag_off & bpf_htons(PLACE_OF_FRAGMENT))
		return 0;
	if (quoted->protocol != IPPROTO_TCP && quoted->protocol != IPPROTO_UDP)
		return 0;
	length = quoted->ihl * 4;
	if (!HAS_HEADER(ctx, ports, offset + length, 4) || offset + length + 4 > end)
		return 0;
	return is_known4(ctx, quoted, ports, 1);
}

INLINE int quotes_known6(struct xdp_md *ctx, __u32 offset, __u32 end, const struct in6_addr *to)
{
	const struct ipv6hdr *quoted;
	const __be16 *ports;
	__u64 last;
	__u8 protocol;

	if (!HAS_HEADER(ctx, quoted, offset, sizeof(*quoted)))
		return 0;
	if (quoted->version != 6 || offset + sizeof(*quoted) > end)
		return 0;
	for (int i = 0; i < 4; i++)
		if (quoted->saddr.in6_u.u6_addr32[i] != to->in6_u.u6_addr32[i])
			return 0;
	last = sgc_last_header(ctx, quoted->nexthdr, offset + sizeof(*quoted), end);
	protocol = last >> 32;
	if (last & (TOO_SHORT | TOO_MANY | LATER_FRAGMENT) || (protocol != IPPROTO_TCP && protocol != IPPROTO_UDP))
		return 0;
	if (!HAS_HEADER(ctx, ports, last & OFFSET, 4) || (last & OFFSET) + 4 > end)
		return 0;
	return is_known6(ctx, quoted, ports, protocol, 1);
}
#endif

/* ---- headers ------------------------------------------------------------------------------------------------------ */

/* An IP header and what it says of the rest. */
struct sgc_ip {
	const void *header;
	const void *transport; /* the header after it, and its extensions */
	__u64 rest;            /* bytes of the packet from there on; the frame has at least as many */
	__u32 hop_limit;
	int more_fragments;
};

INLINE __u64 high_half(const struct in6_addr *address)
{
	return (__u64)bpf_ntohl(address->in6_u.u6_addr32[0]) << 32 | bpf_ntohl(address->in6_u.u6_addr32[1]);
}

INLINE __u64 low_half(const struct in6_addr *address)
{
	return (__u64)bpf_ntohl(address->in6_u.u6_addr32[2]) << 32 | bpf_ntohl(address->in6_u.u6_addr32[3]);
}

/* ---- what is let through before the list -------------------------------------------------------------------------- */

#define DHCP_SERVER 67
#define DHCP_CLIENT 68
#define DHCP6_SERVER 547
#define DHCP6_CLIENT 546

INLINE int is_multicast(__be32 address)
{
	return bpf_ntohl(address) >> 28 == 0xe;
}

INLINE int is_link_local(const struct in6_addr *address)
{
	return high_half(address) >> 54 == 0xfe80 >> 6;
}

INLINE int is_baseline(const struct sgc_packet *packet, const struct sgc_ip *ip)
{
#if SGC_BASELINE
	const struct in6_addr *source6 = &((const struct ipv6hdr *)ip->header)->saddr;
	__u32 type = packet->first;

	if (!packet->is_ipv6)
		return (packet->protocol == IPPROTO_IGMP && is_multicast(((const struct iphdr *)ip->header)->daddr)) ||
		       (packet->protocol == IPPROTO_UDP && packet->first == DHCP_SERVER &&
			packet->second == DHCP_CLIENT);
	if (packet->protocol == IPPROTO_UDP)
		return packet->first == DHCP6_SERVER && packet->second == DHCP6_CLIENT && is_link_local(source6);
	if (packet->protocol != IPPROTO_ICMPV6)
		return 0;
	if (type >= 133 && type <= 136)
		return ip->hop_limit == 255;
	if ((type >= 130 && type <= 132) || type == 143)
		return ip->hop_limit == 1 &&
		       (is_link_local(source6) || !(high_half(source6) | low_half(source6)));
#endif
	return 0;
}

/* ---- the packet, from the outside in ------------------------------------------------------------------------------ */

/* TCP that opens no connection, and UDP: passes when connection tracking knows the connection. */
INLINE int is_established(struct xdp_md *ctx, const struct sgc_packet *packet, const struct sgc_ip *ip,
					  const void *ports)
{
#if SGC_TRACKED
	if (packet->is_ipv6)
		return is_known6(ctx, ip->header, ports, packet->protocol, 0);
	return is_known4(ctx, ip->header, ports, 0);
#else
	return packet->protocol == IPPROTO_TCP;
#endif
}

INLINE __u64 look_at_tcp(struct xdp_md *ctx, struct sgc_packet *packet, const struct sgc_ip *ip)
{
	const struct tcphdr *tcp = ip->transport;
	__u64 length;

	if (ENDS_BEFORE(ctx, tcp, sizeof(*tcp)))
		return APART(DROPPED_TOO_SHORT);
	length = tcp->doff * 4;
	if (length < sizeof(*tcp) || length > ip->rest) {
		if (ip->rest < sizeof(*tcp))
			return APART(DROPPED_TOO_SHORT);
		if (length < sizeof(*tcp))
			return APART(DROPPED_BAD_HEADER);
		if (!ip->more_fragments)
			return APART(DROPPED_TOO_SHORT);
	}

	packet->first = bpf_ntohs(tcp->source);
	packet->second = bpf_ntohs(tcp->dest);
	if ((!tcp->syn || tcp->ack) && is_established(ctx, packet, ip, tcp))
		return UNLESS_CUT | PASSED_ESTABLISHED;
	return JUDGE;
}

INLINE __u64 look_at_udp(struct xdp_md *ctx, struct sgc_packet *packet, const struct sgc_ip *ip)
{
	const struct udphdr *udp = ip->transport;
	__u32 length;

	if (ENDS_BEFORE(ctx, udp, sizeof(*udp)) || ip->rest < sizeof(*udp))
		return APART(DROPPED_TOO_SHORT);
	length = bpf_ntohs(udp->len);
	if (length < sizeof(*udp) && !(packet->is_ipv6 && !length))
		return APART(DROPPED_BAD_HEADER);
	if (length > ip->rest && !ip->more_fragments)
		return APART(DROPPED_TOO_SHORT);

	packet->first = bpf_ntohs(udp->source);
	packet->second = bpf_ntohs(udp->dest);
	if (is_baseline(packet, ip))
		return APART(PASSED_BASELINE);
#if SGC_TRACKED
	if (is_established(ctx, packet, ip, udp))
		return UNLESS_CUT | PASSED_ESTABLISHED;
#endif
	return JUDGE;
}

INLINE __u64 look_at_sctp(struct xdp_md *ctx, struct sgc_packet *packet, const struct sgc_ip *ip)
{
	const __be16 *ports = ip->transport;

	if (ENDS_BEFORE(ctx, ports, 12) || ip->rest < 12)
		return APART(DROPPED_TOO_SHORT);
	packet->first = bpf_ntohs(ports[0]);
	packet->second = bpf_ntohs(ports[1]);
	return JUDGE;
}

/* ICMP and ICMPv6 alike. */
INLINE __u64 look_at_icmp(struct xdp_md *ctx, struct sgc_packet *packet, const struct sgc_ip *ip)
{
	const __u8 *icmp = ip->transport;
	__u8 type;

	if (ENDS_BEFORE(ctx, icmp, 8) || ip->rest < 8)
		return APART(DROPPED_TOO_SHORT);
	type = icmp[0];
	packet->first = type;
	packet->second = icmp[1];

	if (is_baseline(packet, ip))
		return APART(PASSED_BASELINE);
	if (type == (packet->is_ipv6 ? 129 : 0))
		return UNLESS_CUT | PASSED_ECHO_REPLY;
	if (packet->is_ipv6 ? is_icmp6_error(type) : is_icmp_error(type)) {
#if SGC_TRACKED
		__u32 offset = ip->transport - (void *)(long)ctx->data, end = offset + ip->rest;

		if (packet->is_ipv6 ? quotes_known6(ctx, offset + 8, end,
						    &((const struct ipv6hdr *)ip->header)->daddr) :
				      quotes_known4(ctx, offset + 8, end,
						    ((const struct iphdr *)ip->header)->daddr))
#endif
			return UNLESS_CUT | PASSED_RELATED;
	}
	return JUDGE;
}

INLINE __u64 look_at_transport(struct xdp_md *ctx, struct sgc_packet *packet, const struct sgc_ip *ip)
{
	if (__builtin_expect(packet->protocol == IPPROTO_TCP, 1))
		return look_at_tcp(ctx, packet, ip);
	if (packet->protocol == IPPROTO_UDP)
		return look_at_udp(ctx, packet, ip);
	if (packet->protocol == (packet->is_ipv6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP))
		return look_at_icmp(ctx, packet, ip);
	if (packet->protocol == IPPROTO_SCTP)
		return look_at_sctp(ctx, packet, ip);
	if (is_baseline(packet, ip))
		return APART(PASSED_BASELINE);
	return JUDGE;
}

/*
 * Whether a packet without options opens a TCP connection, with all of its header: so do most of those that a list is asked
 * about, and these few questions are enough for them. The frame has the bytes of both headers.
 */
INLINE int opens_tcp(struct xdp_md *ctx, struct sgc_packet *packet, const struct iphdr *ip)
{
	const struct tcphdr *tcp = (const void *)(ip + 1);
	const void *piece = &ip->frag_off; /* of no type, or two bytes would be read at a time */
	__u32 piece_and_protocol = *(const __u32 *)piece;
	__u64 offset_and_flags = ((const __u16 *)tcp)[6], length, of_tcp;

	if (*(const __u8 *)ip != 0x45)
		return 0;
	if ((piece_and_protocol & PLACE_AND_PROTOCOL) != IPPROTO_TCP << 24)
		return 0;
	if ((offset_and_flags & (SYN | ACK)) != SYN)
		return 0;
	length = bpf_ntohs(ip->tot_len);
	of_tcp = offset_and_flags >> 2 & 0x3c;
	if (of_tcp < sizeof(*tcp) || sizeof(*ip) + of_tcp > length || ENDS_BEFORE(ctx, ip, length))
		return 0;

	packet->protocol = IPPROTO_TCP;
	packet->first = bpf_ntohs(tcp->source);
	packet->second = bpf_ntohs(tcp->dest);
	return 1;
}

INLINE __u64 look_at_ipv4(struct xdp_md *ctx, struct sgc_packet *packet, const struct iphdr *header, __u32 offset)
{
	struct sgc_ip ip;
	__u64 options, header_bytes, length;

	options = *(const __u8 *)header - 0x45; /* version 4, and words beyond 5 */
	if (options > MOST_OPTIONS)
		return APART(DROPPED_BAD_HEADER);
	header_bytes = sizeof(*header) + options * 4;
	length = bpf_ntohs(header->tot_len);
	if (header_bytes > length)
		return APART(DROPPED_BAD_HEADER);
	if (is_cut(ctx, header, offset, length))
		return APART(DROPPED_TOO_SHORT);
	ip.header = header;
	ip.transport = (const void *)header + header_bytes;
	barrier_var(ip.transport);
	ip.rest = length - header_bytes;

	if (header->frag_off & bpf_htons(PLACE_OF_FRAGMENT))
		return APART(PASSED_LATER_FRAGMENT);
	ip.more_fragments = header->frag_off & bpf_htons(MORE);
	ip.hop_limit = header->ttl;
	packet->protocol = header->protocol;
	return look_at_transport(ctx, packet, &ip);
}

INLINE __u64 judge_ipv4(struct xdp_md *ctx, __u32 offset)
{
	const struct iphdr *header;
	struct sgc_packet packet = {};
	__u64 finding = JUDGE;

	if (!HAS_HEADER(ctx, header, offset, sizeof(*header) + sizeof(struct tcphdr)) ||
	    !opens_tcp(ctx, &packet, header)) {
		if (!HAS_HEADER(ctx, header, offset, sizeof(*header)))
			return APART(DROPPED_TOO_SHORT);
		finding = look_at_ipv4(ctx, &packet, header, offset);
		if (finding < JUDGE)
			return finding;
	}

	/* Not before, so that nothing has to be kept meanwhile. */
	packet.source_low = bpf_ntohl(header->saddr);
	packet.destination_low = bpf_ntohl(header->daddr);
	return decide(&packet, finding);
}

INLINE __u64 judge_ipv6(struct xdp_md *ctx, __u32 offset)
{
	const struct ipv6hdr *header;
	struct sgc_packet packet = { .is_ipv6 = 1 };
	struct sgc_ip ip = {};
	__u64 length, finding;

	if (!HAS_HEADER(ctx, header, offset, sizeof(*header)))
		return APART(DROPPED_TOO_SHORT);
	/* Length 0 before a hop-by-hop header announces more than 64 KiB, which no frame holds. */
	if (header->version != 6 || (!header->payload_len && header->nexthdr == IPPROTO_HOPOPTS))
		return APART(DROPPED_BAD_HEADER);
	length = bpf_ntohs(header->payload_len);
	if (is_cut(ctx, header, offset, sizeof(*header) + length))
		return APART(DROPPED_TOO_SHORT);
	ip.header = header;
	ip.transport = header + 1;
	ip.rest = length;

	packet.protocol = header->nexthdr;
	if (packet.protocol != IPPROTO_TCP && packet.protocol != IPPROTO_UDP) {
		__u64 transport = offset + sizeof(*header), end = transport + length;
		__u64 last = sgc_last_header(ctx, packet.protocol, transport, end);

		if (last & TOO_SHORT)
			return APART(DROPPED_TOO_SHORT);
		if (last & TOO_MANY)
			return APART(DROPPED_TOO_MANY_HEADERS);
		if (last & LATER_FRAGMENT)
			return APART(PASSED_LATER_FRAGMENT);
		packet.protocol = (last >> 32) & 0xff;
		ip.more_fragments = !!(last & MORE_FRAGMENTS);
		transport = last & OFFSET;
		ip.rest = end - transport;
		barrier_var(transport);
		if (transport > FARTHEST)
			ip.rest = transport = 0; /* nothing of it is looked at */
		ip.transport = (void *)(long)ctx->data + transport;
		barrier_var(ip.transport);
	}
	ip.hop_limit = header->hop_limit;
	finding = look_at_transport(ctx, &packet, &ip);

	packet.source_high = high_half(&header->saddr);
	packet.source_low = low_half(&header->saddr);
	packet.destination_high = high_half(&header->daddr);
	packet.destination_low = low_half(&header->daddr);
	return decide(&packet, finding);
}

#define TAG_BYTES 4

INLINE int is_tag(__be16 type)
{
	return type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD);
}

/* The type behind the VLAN tags, and the offset of what it is the type of; or TOO_SHORT, or TOO_MANY. */
__noinline __u64 sgc_skip_tags(struct xdp_md *ctx)
{
	__u32 offset = sizeof(struct ethhdr);

	for (int i = 0; i < MOST_TAGS; i++) {
		const __be16 *tag;

		if (!HAS_HEADER(ctx, tag, offset, TAG_BYTES))
			return TOO_SHORT;
		offset += TAG_BYTES;
		if (!is_tag(tag[1]))
			return LAST_HEADER(tag[1], 0, offset);
	}
	return TOO_MANY;
}

INLINE __u64 judge_inside(struct xdp_md *ctx, __be16 type, __u32 offset)
{
	if (type == bpf_htons(ETH_P_IP))
		return judge_ipv4(ctx, offset);
	if (type == bpf_htons(ETH_P_IPV6))
		return judge_ipv6(ctx, offset);
	return APART(PASSED_NOT_IP);
}

/* Apart, with a program of its own, so that all others know where their header stands. */
__noinline __u64 sgc_judge_tagged(struct xdp_md *ctx)
{
	__u64 inside = sgc_skip_tags(ctx);

	if (inside & TOO_SHORT)
		return APART(DROPPED_TOO_SHORT);
	if (inside & TOO_MANY)
		return APART(DROPPED_TOO_MANY_HEADERS);
	return judge_inside(ctx, inside >> 32, inside & OFFSET);
}

INLINE __u64 judge_frame(struct xdp_md *ctx)
{
	void *data = (void *)(long)ctx->data;
	__be16 type;

	if (data + sizeof(struct ethhdr) > (void *)(long)ctx->data_end)
		return APART(DROPPED_TOO_SHORT);
	type = *(const __be16 *)(data + 2 * ETH_ALEN);
	if (__builtin_expect(type == bpf_htons(ETH_P_IP), 1)) /* first, so that most packets meet no other question */
		return judge_ipv4(ctx, sizeof(struct ethhdr));
	return is_tag(type) ? sgc_judge_tagged(ctx) : judge_inside(ctx, type, sizeof(struct ethhdr));
}

#ifdef SGC_FRAGS
SEC("xdp.frags")
#else
SEC("xdp")
#endif
int sgc_filter(struct xdp_md *ctx)
{
	__u64 finding = judge_frame(ctx);

	barrier_var(finding); /* else every end of the above counts for itself */
	count(ctx, finding);
	return XDP_DROP + (finding & 1);
}

_Static_assert(XDP_PASS == XDP_DROP + 1, "the lowest bit of a finding is what becomes of the packet");

char _license[] SEC("license") = "Dual MIT/GPL";

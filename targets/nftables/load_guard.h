// What keeps a load from opening anything. The kernel takes new rules into use first and the elements of sets with
// intervals a moment later (tried: half a millisecond for 3,000 elements); in this moment a deny that asks such a set
// takes nothing, and what it should have taken meets the allows behind it.
//
// So a list in which an allow, its default too, stands behind such a deny begins with a line that drops what opens a
// connection until the set `load.finished` is in use. Its one element is the last of the file, so it comes into use as
// the last, too: the file ends with the table's name once more and the set in it. (In the table itself nft would send
// the element before the nameless sets of rules; and for `add element` it fetches every element of every set from the
// kernel first, those of other tables too: a minute and a half where they are a million.) Where no allow stands behind,
// what was missed is dropped all the same, and the line, a look-up for each packet that opens a connection, is left out.
#pragma once

#include "targets/nftables/model.h"

namespace sgc::nftables {

constexpr std::string_view kLoadSet = "load.finished";

// What the line looks up, and the element that every packet is in. Two fields make it the kind of set whose elements
// are late in every kernel.
constexpr std::string_view kLoadKey = "meta nfproto . meta l4proto";
constexpr std::string_view kLoadElement = "0-255 . 0-255";

constexpr std::string_view kLoadGuard =
    "meta nfproto . meta l4proto != @load.finished drop comment \"a load is under way: no set is in use before it ends\"\n";

// Whether a packet could be let through for want of the elements of some set of intervals: some line or element of
// `base`, or of the chains that it leads to, takes packets away, asks such a set, and has an allow behind it.
bool needs_load_guard(const Model& model, const ir::Policy& policy, const Services& services, ir::Direction direction,
                      const Statements& base);

}  // namespace sgc::nftables

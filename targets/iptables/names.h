// The names of chains and sets. All begin with `sgc-` and the point, so that what belongs to a point can be told on the
// host; a `.` cannot stand in a name of the language, so no name is that of another point, but for long ones (SGC4204).
#pragma once

#include <string>
#include <string_view>

#include "compiler/ir/policy.h"

namespace sgc::iptables {

constexpr std::size_t kMostChainName = 28;  // XT_EXTENSION_MAXNAMELEN less its end
constexpr std::size_t kMostSetName = 31;    // IPSET_MAXNAMELEN less its end

// "sgc-backend.in", "sgc-backend.out"; of a long name its beginning and a digest: "sgc-applica+k3j5h.in".
std::string list_chain(std::string_view point, ir::Direction direction);

// What all names of this point's chains begin with: "sgc-backend.".
std::string chain_prefix(std::string_view point);

// The chains that a list needs beside its own: "sgc-backend.in.12".
std::string helper_chain(std::string_view point, ir::Direction direction, std::size_t number);

// Whether the chain is one that list_chain or helper_chain can have named for this point.
bool is_chain_of(std::string_view chain, std::string_view point);

// "sgc-backend.office.k3j5hqwx2.4": the digest is of the content, so that another content is another set, and rules that
// are still loaded never meet the addresses of rules that are not yet. `label` may be empty, and may be cut. `salt`
// makes another name of the same set.
std::string set_name(std::string_view point, std::string_view label, const AddressSet& addresses, Family family, unsigned salt);

// What all names of this point's sets begin with: "sgc-backend.".
std::string set_prefix(std::string_view point);

// What a set's name says of it: the group, feed or point that a side names. Empty where it has no one name.
std::string label_of(const ir::Policy& policy, const ir::Who& who);

// All of what a side says, for a reader: "office, addresses except guests".
std::string said_of(const ir::Policy& policy, const ir::Who& who);

}  // namespace sgc::iptables

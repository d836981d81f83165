// The nftables target: for each point of a policy one file that `nft -f` loads on the point's hosts.
#pragma once

#include "targets/target.h"

namespace sgc::nftables {

extern const targets::Target kTarget;

// Of the hooks of all files, relative to `filter`.
std::int64_t hook_priority(const ir::Policy& policy);

// Where the file of a point lies under the output folder: "nftables/backend.nft".
std::string file_path(const ir::Point& point);

}  // namespace sgc::nftables

// The XDP target: for each security group, load balancer and instance one self-contained C file that judges what an
// interface receives before the stack sees it.
#pragma once

#include "targets/target.h"

namespace sgc::targets {

extern const Target kXdp;

}  // namespace sgc::targets

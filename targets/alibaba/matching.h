// What the rules of a security group at Alibaba Cloud can match, for the ruling before anything is emitted.
#pragma once

#include "targets/cloud/rulings.h"

namespace sgc::targets::alibaba {

extern const cloud::Matching kMatching;

}  // namespace sgc::targets::alibaba

// The ports that clients open connections from, and that replies go back to.
#pragma once

#include "compiler/net/service_set.h"

namespace sgc {

constexpr NumberRange kEphemeralPorts{1024, kMaxPort};

}  // namespace sgc

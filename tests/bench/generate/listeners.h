// A load balancer with thousands of listeners in front of one group: each has its port, and all share their lists.
#pragma once

#include <cstddef>
#include <string>

namespace sgc::generate {

// As policy text. Every other listener is for a group of clients, the rest for anybody.
std::string listener_policy(std::size_t listeners, bool translates);

}  // namespace sgc::generate

// The ports by which machines are administered and data is kept: what should not be open to everybody.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "compiler/net/service_set.h"

namespace sgc::checks {

enum class PortUse : std::uint8_t { Administration, Database };

struct SensitivePort {
  std::string_view name;
  PortUse use;
  std::uint8_t protocol;
  NumberRange ports;

  ServiceSet services() const { return ServiceSet::ports(protocol, kAllPorts, ports); }
};

// All of them, at most 64, administration first.
std::span<const SensitivePort> sensitive_ports();

// "ssh (tcp 22)"
std::string to_string(const SensitivePort& port);

// What machines are administered by, as one set.
const ServiceSet& administration_services();

}  // namespace sgc::checks

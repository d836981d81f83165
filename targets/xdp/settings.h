// What `target xdp { … }` chooses.
#pragma once

#include <span>
#include <string>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace sgc::targets::xdp {

struct Settings {
  bool tracked = true;   // established traffic is asked of connection tracking; else its form must do
  bool baseline = true;  // neighbour discovery, multicast listeners and DHCP are let through
  bool counters = true;
  std::string interface = "eth0";  // for the commands in the header
};

std::span<const ir::OptionSpec> option_specs();

// Reports SGC4306 where the interface's name could not be one, or could be more than one in a command.
Settings settings_of(const ir::Policy& policy, Sink& sink);

}  // namespace sgc::targets::xdp

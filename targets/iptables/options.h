// What `target iptables { … }` says.
#pragma once

#include <string>

#include "compiler/diag/sink.h"
#include "targets/iptables/limits.h"
#include "targets/target.h"

namespace sgc::iptables {

enum class TableMode : std::uint8_t {
  Whole,   // the filter table is the file's: it replaces all of it
  Shared,  // only chains of its own; the jumps to them are made once, by hand
};

struct Options {
  bool baseline = true;
  TableMode table = TableMode::Whole;
  bool forward_accept = false;  // the policy of FORWARD; with TableMode::Whole only
  std::string log_limit = "10/minute";  // what `--limit` takes, and options after it; empty: logs are not limited
  Limits limits;
};

// Reports a log-rate that is none.
Options read_options(const targets::Request& request, const Limits& limits, Sink& sink);

// Says what the options cannot do here, or do to others. `point` is the first that has files: where nothing is written
// that says it, it is its place.
void report_options(const targets::Request& request, const Options& options, const ir::Point& point, Sink& sink);

}  // namespace sgc::iptables

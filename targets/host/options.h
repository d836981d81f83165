// The options that every host target takes, read once for all of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "compiler/diag/sink.h"
#include "compiler/ir/policy.h"

namespace sgc::host {

// How often a rule may log: `packets` in each `unit`.
struct LogRate {
  enum class Unit : std::uint8_t { Second, Minute, Hour, Day };

  std::uint32_t packets = 10;
  Unit unit = Unit::Minute;
};

std::string_view to_string(LogRate::Unit unit);  // "second" …
std::string to_string(LogRate rate);             // "10/minute", which nft and iptables take alike

// "10/minute", "1/s", "3/hour"; nothing where it is not that.
std::optional<LogRate> parse_log_rate(std::string_view text);

struct Options {
  bool baseline = true;
  bool counters = true;
  std::optional<LogRate> log_rate = LogRate{};  // none: logs are not limited
};

// What `target NAME { … }` says. Reports a log-rate that is none.
Options read_options(const ir::Policy& policy, std::string_view target, Sink& sink);

constexpr std::string_view kOnOff[] = {"on", "off"};

// The rows of the option table that all host targets share.
constexpr ir::OptionSpec kBaselineOption{"baseline", ir::OptionSpec::Form::Choice, kOnOff};
constexpr ir::OptionSpec kCountersOption{"counters", ir::OptionSpec::Form::Choice, kOnOff};
constexpr ir::OptionSpec kLogRateOption{"log-rate", ir::OptionSpec::Form::Text};

}  // namespace sgc::host

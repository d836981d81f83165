#include "targets/host/options.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

#include "compiler/diag/catalog.h"

namespace sgc::host {
namespace {

constexpr std::uint32_t kMostLogsPerUnit = 10000;  // iptables takes no more in a second

struct UnitWord {
  std::string_view word;
  LogRate::Unit unit;
};
constexpr std::array<UnitWord, 8> kUnitWords{{{"second", LogRate::Unit::Second},
                                              {"minute", LogRate::Unit::Minute},
                                              {"hour", LogRate::Unit::Hour},
                                              {"day", LogRate::Unit::Day},
                                              {"s", LogRate::Unit::Second},
                                              {"m", LogRate::Unit::Minute},
                                              {"h", LogRate::Unit::Hour},
                                              {"d", LogRate::Unit::Day}}};

}  // namespace

std::string_view to_string(LogRate::Unit unit) {
  switch (unit) {
    case LogRate::Unit::Second: return "second";
    case LogRate::Unit::Minute: return "minute";
    case LogRate::Unit::Hour: return "hour";
    case LogRate::Unit::Day: return "day";
  }
  return {};
}

std::string to_string(LogRate rate) { return fmt::format("{}/{}", rate.packets, to_string(rate.unit)); }

std::optional<LogRate> parse_log_rate(std::string_view text) {
  LogRate rate;
  const char* const end = text.data() + text.size();
  const auto [after, error] = std::from_chars(text.data(), end, rate.packets);
  if (error != std::errc{} || rate.packets == 0 || rate.packets > kMostLogsPerUnit) return std::nullopt;
  if (after == end || *after != '/') return std::nullopt;

  const std::string_view word(after + 1, static_cast<std::size_t>(end - after - 1));
  for (const UnitWord& known : kUnitWords) {
    if (known.word != word) continue;
    rate.unit = known.unit;
    return rate;
  }
  return std::nullopt;
}

Options read_options(const ir::Policy& policy, std::string_view target, Sink& sink) {
  Options options;
  const ir::TargetSettings* settings = policy.settings(target);
  if (settings == nullptr) return options;

  options.baseline = settings->on("baseline", true);
  options.counters = settings->on("counters", true);
  const std::string rate = settings->text("log-rate", to_string(LogRate{}));
  if (rate == "off") {
    options.log_rate.reset();
  } else if (const auto parsed = parse_log_rate(rate)) {
    options.log_rate = parsed;
  } else {
    sink.report(diagnose(kind::LogRateForm, settings->options.find("log-rate")->second.span, rate)
                    .with_help(fmt::format("write a number from 1 to {}, a slash and a unit: \"10/minute\"; or \"off\"",
                                           kMostLogsPerUnit)));
  }
  return options;
}

}  // namespace sgc::host

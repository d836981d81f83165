#include "targets/iptables/options.h"

#include <fmt/format.h>

#include "compiler/diag/catalog.h"
#include "targets/host/options.h"
#include "targets/iptables/iptables.h"

namespace sgc::iptables {
namespace {

// Where an option is written; nowhere where it is not.
Span place_of(const ir::TargetSettings* settings, std::string_view option) {
  if (settings == nullptr) return {};
  const auto found = settings->options.find(option);
  return found == settings->options.end() ? Span{} : found->second.span;
}

// The kernel counts in 32 bits what a burst costs, and iptables' burst of 5 fits for five lines a day and for whatever is
// more often: of less, legacy refuses the whole file (1/day) or wraps around. A burst of a day's lines always fits.
std::string limit_of(host::LogRate rate) {
  constexpr std::uint32_t kUsualBurst = 5;
  const std::string text = to_string(rate);
  const bool is_rare = rate.unit == host::LogRate::Unit::Day && rate.packets < kUsualBurst;
  return is_rare ? fmt::format("{} --limit-burst {}", text, rate.packets) : text;
}

}  // namespace

Options read_options(const targets::Request& request, const Limits& limits, Sink& sink) {
  const host::Options general = host::read_options(request.policy, kTarget.spec.name, sink);
  const ir::TargetSettings* settings = request.policy.settings(kTarget.spec.name);

  Options options;
  options.baseline = general.baseline;
  options.log_limit = general.log_rate ? limit_of(*general.log_rate) : std::string();
  options.limits = limits;
  if (settings == nullptr) return options;

  options.table = settings->text("table", "whole") == "shared" ? TableMode::Shared : TableMode::Whole;
  options.forward_accept = settings->text("forward", "drop") == "accept";
  return options;
}

void report_options(const targets::Request& request, const Options& options, const ir::Point& point, Sink& sink) {
  const ir::TargetSettings* settings = request.policy.settings(kTarget.spec.name);
  if (settings != nullptr && !settings->on("counters", true)) sink.report(diagnose(kind::IptablesCounts, place_of(settings, "counters")));

  const Span forward = place_of(settings, "forward");
  switch (options.table) {
    case TableMode::Shared:
      if (!forward.known()) return;
      sink.report(diagnose(kind::IptablesForwardUnused, forward).with_help("leave it out, or write `table whole`"));
      return;
    case TableMode::Whole:
      sink.report(diagnose(kind::IptablesForwardLost, forward.known() ? forward : point.span, options.forward_accept ? "accept" : "drop")
                      .with_help("`table shared` leaves FORWARD and everybody else's chains alone"));
      return;
  }
}

}  // namespace sgc::iptables

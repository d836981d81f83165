#include "targets/xdp/settings.h"

#include <algorithm>
#include <array>

#include "compiler/diag/catalog.h"
#include "targets/host/options.h"

namespace sgc::targets::xdp {
namespace {

using ir::OptionSpec;

constexpr std::array<std::string_view, 2> kStates{"tracked", "none"};
constexpr std::array kOptions{
    host::kBaselineOption,
    host::kCountersOption,
    host::kLogRateOption,
    OptionSpec{"state", OptionSpec::Form::Choice, kStates},
    OptionSpec{"interface", OptionSpec::Form::Text},
};

constexpr std::size_t kMostInterfaceName = 15;  // IFNAMSIZ, less the byte that ends it

bool is_interface_name(std::string_view name) {
  constexpr std::string_view kAllowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.@+";
  return !name.empty() && name.size() <= kMostInterfaceName && name != "." && name != ".." && name.front() != '-' &&
         name.find_first_not_of(kAllowed) == std::string_view::npos;
}

}  // namespace

std::span<const OptionSpec> option_specs() { return kOptions; }

Settings settings_of(const ir::Policy& policy, Sink& sink) {
  Settings settings;
  const ir::TargetSettings* written = policy.settings("xdp");
  if (written == nullptr) return settings;

  settings.tracked = written->text("state", "tracked") == "tracked";
  const host::Options options = host::read_options(policy, "xdp", sink);
  settings.baseline = options.baseline;
  settings.counters = options.counters;
  settings.interface = written->text("interface", settings.interface);
  if (!is_interface_name(settings.interface)) {
    sink.report(diagnose(kind::XdpInterfaceName, written->options.find("interface")->second.span, settings.interface)
                    .with_help("a name has 1 to 15 letters, digits and any of `_ - . @ +`, as `ip link` shows it, less `@if3` and the like"));
  }
  return settings;
}

}  // namespace sgc::targets::xdp

#include "tests/verdicts/harness/observers.h"

#include <fmt/format.h>

#include <string_view>

namespace sgc::verdicts {
namespace {

constexpr std::uint16_t kGroups[] = {
    static_cast<std::uint16_t>(Post::ShownInbound), static_cast<std::uint16_t>(Post::PassedInbound),
    static_cast<std::uint16_t>(Post::ShownOutbound), static_cast<std::uint16_t>(Post::PassedOutbound)};

// Priorities just inside the ends of the number range: before everything, and after everything but the confirmation
// of connections. Traffic over the loopback interface is not logged when it comes in, since it was when it went out.
constexpr std::string_view kTable = R"(
table inet verdict_harness
delete table inet verdict_harness
table inet verdict_harness {{
  chain shown_inbound {{
    type filter hook input priority -2147483600; policy accept;
    iifname != "lo" log group {1} snaplen 256
  }}
  chain passed_inbound {{
    type filter hook input priority 2147483600; policy accept;
    iifname != "lo" log group {2} snaplen 256
    iifname "{0}" drop
  }}
  chain shown_outbound {{
    type filter hook output priority -2147483600; policy accept;
    log group {3} snaplen 256
  }}
  chain passed_outbound {{
    type filter hook output priority 2147483600; policy accept;
    log group {4} snaplen 256
    oifname "{0}" drop
  }}
}}
)";

}  // namespace

std::span<const std::uint16_t> log_groups() { return kGroups; }

std::string observers_table(const std::string& judged) {
  return fmt::format(fmt::runtime(kTable), judged, kGroups[0], kGroups[1], kGroups[2], kGroups[3]);
}

}  // namespace sgc::verdicts

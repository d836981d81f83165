#include "targets/iptables/frame.h"

#include <algorithm>

#include "compiler/support/assert.h"
#include "targets/iptables/templates.h"

namespace sgc::iptables {
namespace {

std::string_view baseline_file(ir::Direction direction, Family family) {
  if (direction == ir::Direction::Inbound) return family == Family::V4 ? "iptables_baseline_inbound.v4" : "iptables_baseline_inbound.v6";
  return family == Family::V4 ? "iptables_baseline_outbound.v4" : "iptables_baseline_outbound.v6";
}

}  // namespace

std::string_view template_text(std::string_view name) {
  const auto files = iptables_templates();
  const auto found = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& f) { return f.name == name; });
  SGC_ASSERT(found != files.end(), "the template is built in");
  return found->text;
}

FixedFrame fixed_frame(ir::Direction direction, Family family, bool baseline) {
  FixedFrame frame;
  frame.established = "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT";
  frame.loopback = direction == ir::Direction::Inbound ? "-i lo -j ACCEPT" : "-o lo -j ACCEPT";
  if (!baseline) return frame;

  for (std::string_view text = template_text(baseline_file(direction, family)); !text.empty();) {
    const std::size_t end = text.find('\n');
    frame.baseline.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  return frame;
}

}  // namespace sgc::iptables

#include "targets/nftables/frame.h"

#include <algorithm>

#include "compiler/support/assert.h"
#include "targets/nftables/templates.h"

namespace sgc::nftables {

std::string_view template_text(std::string_view name) {
  const auto files = nftables_templates();
  const auto found = std::find_if(files.begin(), files.end(), [&](const EmbeddedFile& f) { return f.name == name; });
  SGC_ASSERT(found != files.end(), "the template is built in");
  return found->text;
}

FixedFrame fixed_frame(ir::Direction direction, bool baseline) {
  const bool inbound = direction == ir::Direction::Inbound;
  FixedFrame frame;
  frame.established = "ct state established,related accept\n";
  frame.loopback = inbound ? "iifname \"lo\" accept\n" : "oifname \"lo\" accept\n";
  if (baseline) {
    frame.baseline = template_text(inbound ? "nftables_baseline_inbound.nft" : "nftables_baseline_outbound.nft");
  }
  return frame;
}

}  // namespace sgc::nftables

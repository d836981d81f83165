#include <fmt/format.h>
#include <kainjow/mustache.hpp>

#include "targets/host/wording.h"
#include "targets/nftables/print.h"
#include "targets/nftables/quote.h"
#include "targets/nftables/templates.h"

namespace sgc::nftables {
namespace {

std::string remark(std::string_view text) { return quote(text, Place::Remark).text; }

}  // namespace

std::string print_header(const Model& model, const targets::Request& request) {
  using kainjow::mustache::data;
  const ir::Point& point = *model.point;

  data facts;
  facts["kind"] = std::string(host::kind_of(point));
  facts["point"] = point.name;
  facts["table"] = "sgc-" + point.name;
  facts["version"] = remark(request.version);
  facts["place"] = remark(host::place_text(request.sources, point.span));
  facts["hosts"] = remark(host::hosts_of(request.policy, point));
  facts["baseline"] = std::string(host::baseline_text(model.options.baseline));
  if (!point.description.empty()) facts["description"] = remark(point.description);
  if (!point.owner.empty()) facts["owner"] = remark(point.owner);
  if (!model.options.baseline) facts["left_out"] = std::string("the baseline, by `baseline off`: the lists alone judge neighbour discovery and DHCP.");
  facts["established_deny"] = host::cuts_established(point);
  facts["structured"] = model.structured;

  kainjow::mustache::mustache header{std::string(template_text("nftables_header.mustache"))};
  std::string text = header.render(facts);
  text.erase(text.find_last_not_of('\n') + 1);
  return text + "\n\n";
}

}  // namespace sgc::nftables

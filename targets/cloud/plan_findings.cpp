#include "targets/cloud/plan_findings.h"

#include <fmt/format.h>

#include "compiler/diag/catalog.h"

namespace sgc::targets::cloud {

void report_difference(const ir::Point& point, ir::Direction direction, const Disagreement& found, std::string_view folder,
                       Sink& sink) {
  const std::string list(to_string(direction));
  sink.report(diagnose(kind::TextDiffers, point.span, fmt::format("{}/plan.json: {}", folder, point.name), list)
                  .with_packet(verdict_text(found.packet, found.first_allows))
                  .at_point(point.name, list));
}

void report_missing(const ir::Point& point, std::string_view folder, Sink& sink) {
  sink.report(diagnose(kind::TextUnreadable, point.span, fmt::format("{}/plan.json", folder),
                       fmt::format("it says nothing of {}", point.name)));
}

}  // namespace sgc::targets::cloud

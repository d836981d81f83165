// What verifying finds in a plan, told alike for every cloud.
#pragma once

#include <string_view>

#include "compiler/diag/sink.h"
#include "targets/cloud/agreement.h"

namespace sgc::targets::cloud {

// SGC4005: the plan in `folder` decides a packet at the point otherwise than the policy, whose list is the second.
void report_difference(const ir::Point& point, ir::Direction direction, const Disagreement& found, std::string_view folder,
                       Sink& sink);

// SGC4006: the plan does not say what the point has.
void report_missing(const ir::Point& point, std::string_view folder, Sink& sink);

}  // namespace sgc::targets::cloud

// Asks the targets for their files: which points each gets, several at a time, proved afterwards where that
// is wanted.
#pragma once

#include "compiler/driver/compile.h"

namespace sgc::driver {

// The points that the settings choose, in the order of declaration: those named, or the share. Reports a name
// that is no point.
std::vector<ir::PointId> chosen_points(const ir::Policy& policy, const CompileSettings& settings, Sink& sink);

// One emission a target, in the order of the settings. Of a share, a host target gets its points, and a cloud
// target, whose plan is one, gets all points in one of the shares and none in the others.
std::vector<Emission> emit_targets(const ir::Policy& policy, const SourceMap& sources,
                                   const CompileSettings& settings, Sink& sink, StageLog& log);

}  // namespace sgc::driver

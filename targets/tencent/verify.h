// `--verify`: the emitted plan, read back from its text, says what the policy says.
#pragma once

#include "compiler/diag/sink.h"
#include "targets/target.h"
#include "targets/tencent/options.h"

namespace sgc::targets::tencent {

// `policy` is the policy as it was emitted: approximated where that was asked for; `wanted` is the plan that sgc writes for
// it. Reports, with a packet, each list that differs; the first thing beside rules that does; and what cannot be read.
void verify_plan(std::span<const OutputFile> files, std::span<const OutputFile> wanted, const ir::Policy& policy,
                 std::span<const ir::PointId> points, const Options& options, Sink& sink);

}  // namespace sgc::targets::tencent

// Shows what a run has to say, in the form that the command line chose.
#pragma once

#include "compiler/diag/sink.h"
#include "compiler/driver/exit_status.h"
#include "compiler/driver/options.h"
#include "compiler/driver/world.h"
#include "compiler/support/source_map.h"

namespace sgc::driver {

// Text goes to standard error, JSON and SARIF to standard output. Returns the exit status of the run; before:
// the sink is sorted.
ExitStatus report(const World& world, const PolicyOptions& options, const Sink& sink,
                  const SourceMap& sources);

// One diagnostic that no source is needed for, as text. Returns its exit status.
ExitStatus report(const World& world, Diagnostic diagnostic);

// Puts results on standard output; kFileFailed, and a diagnostic, where that fails.
ExitStatus print_result(const World& world, std::string_view text);

// Whether text diagnostics are coloured.
bool with_color(const World& world, When color);

}  // namespace sgc::driver

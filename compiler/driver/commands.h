// The commands, each in a file of its own. Each returns the exit status of the run.
#pragma once

#include "compiler/driver/exit_status.h"
#include "compiler/driver/options.h"
#include "compiler/driver/world.h"

namespace sgc::driver {

ExitStatus run(const CompileCommand& command, const World& world);
ExitStatus run(const CheckCommand& command, const World& world);
ExitStatus run(const VerifyCommand& command, const World& world);
ExitStatus run(const ExplainCommand& command, const World& world);
ExitStatus run(const TargetsCommand& command, const World& world);
ExitStatus run(const HelpCommand& command, const World& world);
ExitStatus run(const PreludeCommand& command, const World& world);
ExitStatus run(const VersionCommand& command, const World& world);
ExitStatus run(const CompletionCommand& command, const World& world);
ExitStatus run(const ManualCommand& command, const World& world);
ExitStatus run(const ApplyCheckCommand& command, const World& world);
ExitStatus run(const MergeManifestCommand& command, const World& world);

// A whole run: `arguments` without the program's name. Throws BugError and other exceptions that are sgc's
// own fault.
ExitStatus run(std::span<const std::string> arguments, const World& world);

}  // namespace sgc::driver

// Runs a command as a user would type it, in a folder, and keeps what it said. Inside a namespace when the calling
// thread is (NetNamespace::run).
#pragma once

#include <chrono>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace sgc::verdicts {

struct ProcessResult {
  int status = 0;      // exit status; 128 + signal when a signal ended it
  std::string output;  // standard output and standard error, as they came

  bool ok() const { return status == 0; }
};

constexpr std::chrono::seconds kProcessLimit{120};

using Environment = std::vector<std::pair<std::string, std::string>>;  // added to this process's own

// `command` goes to `sh -c`. Standard input is empty. Throws HarnessError when it cannot be started; a command that
// outlives kProcessLimit is killed and has the status of that signal.
ProcessResult run_command(const std::string& command, const std::filesystem::path& folder,
                          const Environment& environment = {});

// Whether a program of that name is on the PATH.
bool program_exists(const std::string& name);

// "needs the program ipset" for the first of these that is not, or nothing.
std::optional<std::string> missing_program(std::initializer_list<const char*> names);

}  // namespace sgc::verdicts

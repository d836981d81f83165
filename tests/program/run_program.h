// Runs a program as a user would, and keeps everything that it said.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace sgc {

struct ProgramResult {
  int status = 0;  // the exit status; 128 + N when signal N ended it
  std::string out;
  std::string err;
};

struct ProgramRun {
  std::vector<std::string> arguments;              // the program's name first, looked for in PATH
  std::string folder = ".";                        // in which it runs
  std::string input;                               // what it reads from standard input
  std::map<std::string, std::string> environment;  // beside that of this process
};

ProgramResult run_program(const ProgramRun& run);

// The sgc that was built, `arguments` behind its name, in `folder`. NO_COLOR and SOURCE_DATE_EPOCH are not
// inherited.
ProgramResult run_sgc(const std::vector<std::string>& arguments, const std::string& folder = ".",
                      const std::string& input = {});

// A line of a shell, in which `sgc` is the one that was built.
ProgramResult run_shell(const std::string& line, const std::string& folder, const std::string& input = {});

// The path of that sgc.
std::string sgc_path();

}  // namespace sgc

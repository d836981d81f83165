// Runs a program of the system and waits for it: how apply-check asks nft, iptables, ipset, clang and
// bpftool.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sgc::driver {

struct ToolResult {
  bool found = true;   // the program is installed
  int status = 0;      // its exit status; 128 + N when a signal ended it
  std::string output;  // what it said on both of its outputs

  bool ok() const { return found && status == 0; }
};

// `arguments` begins with the program's name, which is looked for in PATH, then where system programs live.
// Its standard input is `input`, a file, or empty.
ToolResult run_tool(const std::vector<std::string>& arguments,
                    const std::optional<std::string>& input = std::nullopt);

}  // namespace sgc::driver

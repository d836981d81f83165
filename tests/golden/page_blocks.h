// The blocks of a page of `sgc help`, or of any Markdown that shows policies, as something to run.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace sgc {

// What stands together under one heading: files, a policy, lines of a console.
struct Example {
  std::string heading;                       // "Wrong"
  std::map<std::string, std::string> files;  // `file NAME` blocks, and the `sg` block as policy.sg
  std::vector<std::string> lines;            // of `console` blocks, without "$ "
  bool has_policy = false;
};

// One example for each heading "## …" of the text; files of an earlier example are there in a later one too.
std::vector<Example> examples_of(std::string_view page);

// Every `sg` block of a text, each with the `file` blocks that stand directly before it.
std::vector<Example> policies_of(std::string_view text);

}  // namespace sgc

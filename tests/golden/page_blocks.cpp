#include "tests/golden/page_blocks.h"

#include <sstream>
#include <utility>

namespace sgc {
namespace {

constexpr std::string_view kFence = "```";

struct Block {
  std::string language;  // "sg", "console", "file feeds/x"
  std::string text;
};

// Calls heading(text) and block(Block) in the order of the text.
template <class OnHeading, class OnBlock>
void read(std::string_view text, OnHeading on_heading, OnBlock on_block) {
  std::istringstream lines{std::string(text)};
  bool inside = false;
  Block block;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with(kFence)) {
      if (inside) on_block(block);
      block = {line.substr(kFence.size()), {}};
      inside = !inside;
    } else if (inside) {
      block.text += line + "\n";
    } else if (line.starts_with("## ")) {
      on_heading(line.substr(3));
    }
  }
}

void put(const Block& block, Example& example) {
  constexpr std::string_view kFile = "file ";
  if (block.language == "sg") {
    example.files["policy.sg"] = block.text;
    example.has_policy = true;
  } else if (block.language.starts_with(kFile)) {
    example.files[block.language.substr(kFile.size())] = block.text;
  } else if (block.language == "console") {
    std::istringstream lines(block.text);
    for (std::string line; std::getline(lines, line);) {
      if (line.starts_with("$ ")) example.lines.push_back(line.substr(2));
    }
  }
}

}  // namespace

std::vector<Example> examples_of(std::string_view page) {
  std::vector<Example> examples;
  read(
      page,
      [&](const std::string& heading) {
        Example next{heading, {}, {}, false};
        if (!examples.empty()) next.files = examples.back().files;
        examples.push_back(std::move(next));
      },
      [&](const Block& block) {
        if (!examples.empty()) put(block, examples.back());
      });
  return examples;
}

std::vector<Example> policies_of(std::string_view text) {
  std::vector<Example> examples;
  Example next;
  read(
      text, [](const std::string&) {},
      [&](const Block& block) {
        put(block, next);
        if (block.language == "sg") examples.push_back(std::exchange(next, {}));
        if (block.language != "sg" && !block.language.starts_with("file ")) next = {};
      });
  return examples;
}

}  // namespace sgc

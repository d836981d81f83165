// Runs the pages of `sgc help`: what stands under Wrong shows the code, what stands under Right does not, and is
// without errors.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "compiler/diag/kind.h"
#include "compiler/diag/page.h"
#include "targets/target.h"
#include "tests/golden/page_blocks.h"
#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {
namespace {

constexpr DiagnosticCode kFirstOfTargets = 4000;
constexpr DiagnosticCode kFirstAfterTargets = 5000;
constexpr DiagnosticCode kNotRoot = 9081;

// Which targets a code of the band 4 belongs to: a hundred codes each.
constexpr const char* kTargetsOfHundred[] = {
    "nftables", "nftables", "iptables", "xdp", "tencent", "aws", "alibaba", "tencent,aws,alibaba"};

// The command line of an example that has none of its own.
std::string default_line(const CatalogRow& row) {
  std::string line = "sgc check policy.sg --today 2026-06-01";
  if (row.severity == Severity::Off) line += fmt::format(" -W SGC{}=note", row.code);
  if (row.code >= kFirstOfTargets && row.code < kFirstAfterTargets) {
    line += fmt::format(" -t {}", kTargetsOfHundred[(row.code - kFirstOfTargets) / 100]);
  }
  return line;
}

// The first target after -t that this sgc does not have.
std::string missing_target(const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    const std::size_t option = line.find(" -t ");
    if (option == std::string::npos) continue;
    const std::size_t begin = option + 4;
    std::istringstream names(line.substr(begin, line.find(' ', begin) - begin));
    for (std::string name; std::getline(names, name, ',');) {
      if (name != "nftable" && targets::find_target(name) == nullptr) return name;
    }
  }
  return {};
}

class Pages : public testing::Test {
 public:
  explicit Pages(const CatalogRow& row) : row_(row), shown_(fmt::format("[SGC{}]", row.code)) {}

  void TestBody() override {
    const auto page = find_page(row_.code);
    ASSERT_TRUE(page) << "there is no page";
    for (const Example& example : examples_of(page->text)) {
      if (example.heading == "Wrong") run(example, true);
      if (example.heading == "Right") run(example, false);
    }
  }

 private:
  void run(const Example& example, bool wrong) {
    std::vector<std::string> lines = example.lines;
    if (lines.empty()) lines.push_back(default_line(row_));
    if (const auto target = missing_target(lines); !target.empty()) GTEST_SKIP() << "this sgc has no target " << target;
    const bool needs_root = std::any_of(lines.begin(), lines.end(), [](const std::string& line) {
      return line.find("apply-check") != std::string::npos || line.starts_with("unshare");
    });
    if (needs_root && ::geteuid() != 0) GTEST_SKIP() << "needs root";

    const TemporaryFolder folder;
    std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
    for (const auto& [name, text] : example.files) {
      std::filesystem::create_directories(std::filesystem::path(folder / name).parent_path());
      folder.put(name, text);
    }

    std::string said;
    ProgramResult last;
    for (const std::string& line : lines) {
      last = run_shell(line, folder.path());
      said += last.out + last.err;
    }
    if (wrong) {
      EXPECT_NE(said.find(shown_), std::string::npos) << "Wrong does not show " << shown_ << ":\n" << said;
    } else {
      EXPECT_EQ(said.find(shown_), std::string::npos) << "Right shows " << shown_ << ":\n" << said;
      EXPECT_EQ(last.status, 0) << "Right fails:\n" << said;
    }
  }

  const CatalogRow& row_;
  std::string shown_;
};

const bool kRegistered = [] {
  for (const CatalogRow& row : diagnostic_catalog()) {
    testing::RegisterTest("Pages", fmt::format("SGC{}", row.code).c_str(), nullptr, nullptr, __FILE__, __LINE__,
                          [&row]() -> testing::Test* { return new Pages(row); });
  }
  return true;
}();

TEST(HelpPages, AreThere) { EXPECT_TRUE(kRegistered); }

}  // namespace
}  // namespace sgc

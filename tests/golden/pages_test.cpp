// Runs the pages of `sgc help`: what stands under Wrong shows the code, what stands under Right does not, and
// is without errors.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "compiler/diag/kind.h"
#include "compiler/diag/page.h"
#include "tests/golden/page_blocks.h"
#include "tests/golden/page_lines.h"
#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {
namespace {

class Pages : public testing::Test {
 public:
  explicit Pages(const CatalogRow& row) : row_(row), shown_(fmt::format("[SGC{}]", row.code)) {}

  void TestBody() override {
    const auto page = find_page(row_.code);
    ASSERT_TRUE(page) << "there is no page";
    const auto examples = examples_of(page->text);
    for (const Example& example : examples) {
      const auto target = example.heading == "Right" ? unknown_target_block(example) : std::nullopt;
      if (target) GTEST_SKIP() << "this sgc has no target " << *target;
    }
    for (const Example& example : examples) {
      if (example.heading == "Wrong") run(example, true);
      if (example.heading == "Right") run(example, false);
    }
  }

 private:
  void run(const Example& example, bool wrong) {
    const auto lines = lines_of(row_, example);
    if (const auto why = why_not_run(lines)) GTEST_SKIP() << *why;

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
    testing::RegisterTest("Pages", fmt::format("SGC{}", row.code).c_str(), nullptr, nullptr, __FILE__,
                          __LINE__, [&row]() -> testing::Test* { return new Pages(row); });
  }
  return true;
}();

TEST(HelpPages, AreThere) {
  EXPECT_TRUE(kRegistered);
}

}  // namespace
}  // namespace sgc

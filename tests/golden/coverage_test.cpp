// Every code of the catalog is shown by a golden, so that nobody changes what a diagnostic says without
// seeing it.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "compiler/diag/page.h"
#include "tests/golden/golden_case.h"
#include "tests/golden/page_blocks.h"
#include "tests/golden/page_lines.h"
#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

// Makes a case of what stands under Wrong on the code's page.
void make_case(const CatalogRow& row) {
  const auto page = find_page(row.code);
  const auto examples = page ? examples_of(page->text) : std::vector<Example>{};
  const auto wrong =
      std::find_if(examples.begin(), examples.end(), [](const Example& e) { return e.heading == "Wrong"; });
  if (wrong == examples.end()) return;
  if (std::any_of(examples.begin(), examples.end(),
                  [](const Example& e) { return e.heading == "Right" && unknown_target_block(e); }))
    return;
  const auto lines = lines_of(row, *wrong);
  if (why_not_run(lines)) return;

  const TemporaryFolder work;
  const fs::path folder = work / "case";
  fs::create_directory(folder);
  for (const auto& [name, text] : wrong->files) write(folder / name, text);
  std::string console;
  for (const std::string& line : lines) console += line + "\n";
  write(folder / "console", console);
  for (const char* const view : {"stdout", "stderr", "exit"}) write(folder / view, "");
  GoldenCase(folder).differences(true);

  if (!GoldenCase(folder).shows(fmt::format("[SGC{}]", row.code))) return;

  const int status = std::atoi(content((folder / "exit").string()).c_str());
  if (status <= 1) fs::remove(folder / "exit");
  if (content((folder / "stdout").string()).empty()) fs::remove(folder / "stdout");
  const std::string name = fmt::format("{}SGC{}-{}", status == 0 ? "" : "bad_", row.code, row.name);
  fs::create_directories(golden_root() / "codes");
  fs::copy(folder, golden_root() / "codes" / name, fs::copy_options::recursive);
}

TEST(Coverage, EveryCodeIsShownByAGolden) {
  const auto cases = GoldenCase::all(golden_root());
  for (const CatalogRow& row : diagnostic_catalog()) {
    const std::string shown = fmt::format("[SGC{}]", row.code);
    const auto shows = [&](const GoldenCase& golden) { return golden.shows(shown); };
    if (std::any_of(cases.begin(), cases.end(), shows)) continue;
    if (std::getenv("SGC_UPDATE_GOLDENS") != nullptr) make_case(row);
    ADD_FAILURE() << "no golden shows SGC" << row.code << " " << row.name
                  << "\n  one is made from its page by SGC_UPDATE_GOLDENS=1 " << SGC_BINARY_DIR
                  << "/tests/golden/sgc_golden_tests --gtest_filter=Coverage.*";
  }
}

}  // namespace
}  // namespace sgc

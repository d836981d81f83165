// What the language page tells users is what the compiler does: its policies compile, and its tables list what the
// code knows, no more and no less. The policies of the README compile too.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "compiler/net/protocol.h"
#include "compiler/std/prelude.h"
#include "targets/target.h"
#include "tests/golden/page_blocks.h"
#include "tests/golden/page_lines.h"
#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLanguagePage = "grammar/LANGUAGE.md";

std::string document(const std::string& name) {
  std::ostringstream text;
  text << std::ifstream(fs::path(SGC_SOURCE_DIR) / name).rdbuf();
  return text.str();
}

// The words that stand in `backquotes` on one line of a text, blank-separated ones apart.
std::vector<std::string> quoted_words(std::string_view line) {
  std::vector<std::string> words;
  for (std::size_t at = line.find('`'); at != std::string_view::npos;) {
    const std::size_t close = line.find('`', at + 1);
    if (close == std::string_view::npos) break;
    std::istringstream inside{std::string(line.substr(at + 1, close - at - 1))};
    for (std::string word; inside >> word;) words.push_back(word);
    at = line.find('`', close + 1);
  }
  return words;
}

// The only line of the page that begins so.
std::string line_of_page(const std::string& page, const std::string& beginning) {
  const std::size_t at = page.find("\n" + beginning);
  EXPECT_NE(at, std::string::npos) << beginning;
  return at == std::string::npos ? std::string() : page.substr(at + 1, page.find('\n', at + 1) - at - 1);
}

void expect_policies_compile(const std::string& name) {
  std::map<std::string, std::string> before;  // a file block is there for every later policy, too
  for (const Example& example : policies_of(document(name))) {
    for (const auto& [path, text] : example.files) before[path] = text;
    if (unknown_target_block(example)) continue;

    const TemporaryFolder folder;
    for (const auto& [path, text] : before) {
      fs::create_directories(fs::path(folder / path).parent_path());
      folder.put(path, text);
    }
    const ProgramResult run = run_sgc({"check", "policy.sg", "--today", "2026-06-01"}, folder.path());
    EXPECT_EQ(run.status, 0) << name << " shows a policy that has errors:\n" << before["policy.sg"] << run.err;
  }
}

TEST(Documents, PoliciesOfTheLanguagePageCompile) {
  EXPECT_GE(policies_of(document(kLanguagePage)).size(), 11U);
  expect_policies_compile(kLanguagePage);
}

TEST(Documents, PoliciesOfTheReadmesCompile) {
  for (const char* const name : {"README.md", "samples/README.md"}) expect_policies_compile(name);
}

TEST(Documents, TheLanguagePageListsTheTypesOfIcmp) {
  const std::string page = document(kLanguagePage);
  for (const auto& [family, word] : {std::pair{Family::V4, "icmp"}, std::pair{Family::V6, "icmp6"}}) {
    auto told = quoted_words(line_of_page(page, fmt::format("| `{}` | `", word)));
    ASSERT_FALSE(told.empty());
    told.erase(told.begin());
    const auto known = icmp_type_names(family);
    EXPECT_EQ(told, std::vector<std::string>(known.begin(), known.end())) << word;
  }
}

// "`baseline on\|off`, `counters on\|off`": each option with the words that it takes.
std::set<std::string> told_options(const std::string& page, std::string_view target) {
  std::set<std::string> options;
  const std::size_t section = page.find("\n| target | options |");
  std::istringstream rows(page.substr(section, page.find("\n\n", section + 1) - section));
  for (std::string row; std::getline(rows, row);) {
    const std::size_t bar = row.find(" | ");
    if (bar == std::string::npos || row.substr(0, bar).find(target) == std::string::npos) continue;
    bool is_name = true;
    for (std::size_t at = row.find('`', bar); at != std::string::npos;) {
      const std::size_t close = row.find('`', at + 1);
      const std::string inside = row.substr(at + 1, close - at - 1);
      is_name = !inside.starts_with('"');
      if (is_name) options.insert(inside.substr(0, inside.find(' ')));
      at = row.find('`', close + 1);
    }
  }
  return options;
}

TEST(Documents, TheLanguagePageListsTheOptionsOfTargets) {
  const std::string page = document(kLanguagePage);
  for (const targets::Target* target : targets::registry()) {
    std::set<std::string> known;
    for (const ir::OptionSpec& option : target->spec.options) {
      known.insert(std::string(option.name));
      if (option.form != ir::OptionSpec::Form::Choice) continue;
      std::string choices(option.name);
      for (std::size_t i = 0; i < option.choices.size(); ++i) {
        choices += fmt::format("{}{}", i == 0 ? " " : "\\|", option.choices[i]);
      }
      EXPECT_NE(page.find("`" + choices + "`"), std::string::npos) << target->spec.name << " takes " << choices;
    }
    if (target->spec.binds) known.insert("bind");
    EXPECT_EQ(told_options(page, target->spec.name), known) << target->spec.name;
  }
}

TEST(Documents, TheLanguagePageListsTheGroupsOfThePrelude) {
  std::string groups;
  std::istringstream prelude{std::string(prelude_text())};
  for (std::string line; std::getline(prelude, line);) {
    std::istringstream words(line);
    std::string keyword;
    std::string name;
    if (words >> keyword >> name && keyword == "group") groups += (groups.empty() ? "" : " ") + name;
  }
  EXPECT_NE(document(kLanguagePage).find("Its groups are `" + groups + "`"), std::string::npos) << groups;
}

}  // namespace
}  // namespace sgc

// The catalog and the pages say the same: one page a code, with what `sgc help` and the tests of the pages
// need.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "compiler/diag/kind.h"
#include "compiler/diag/page.h"
#include "compiler/diag/pages.h"

namespace sgc {
namespace {

// The text below "## HEADING", up to the next heading.
std::string_view section(std::string_view page, std::string_view heading) {
  const std::string opening = "\n## " + std::string(heading) + "\n";
  const std::size_t at = page.find(opening);
  if (at == std::string_view::npos) return {};
  const std::string_view rest = page.substr(at + opening.size());
  return rest.substr(0, rest.find("\n## "));
}

bool has_block(std::string_view section) {
  return section.find("```sg\n") != std::string_view::npos ||
         section.find("```console\n") != std::string_view::npos;
}

TEST(Catalog, EveryCodeHasItsPage) {
  for (const CatalogRow& row : diagnostic_catalog()) {
    const auto page = find_page(row.code);
    EXPECT_TRUE(page) << "no page for SGC" << row.code << " " << row.name;
    if (!page) continue;
    EXPECT_EQ(page->title, fmt::format("SGC{:04} {}", row.code, row.name));
    EXPECT_FALSE(page->intro.empty()) << "SGC" << row.code << " does not say what it means";
    EXPECT_TRUE(has_block(section(page->text, "Wrong")))
        << "SGC" << row.code << " shows nothing that is wrong";
    EXPECT_TRUE(has_block(section(page->text, "Right")))
        << "SGC" << row.code << " shows nothing that is right";
  }
}

TEST(Catalog, EveryPageHasItsCode) {
  for (const EmbeddedFile& page : diagnostic_pages()) {
    const bool named =
        page.name.size() == std::string_view("SGC0000.md").size() && page.name.starts_with("SGC");
    ASSERT_TRUE(named) << page.name;
    const auto code = static_cast<DiagnosticCode>(std::stoi(std::string(page.name.substr(3, 4))));
    EXPECT_NE(find_diagnostic(code), nullptr) << page.name << " explains a code that does not exist";
  }
  EXPECT_EQ(diagnostic_pages().size(), diagnostic_catalog().size());
}

TEST(Catalog, CodesLieInTheBands) {
  const std::set<unsigned> bands = {1, 2, 3, 4, 9};
  for (const CatalogRow& row : diagnostic_catalog())
    EXPECT_TRUE(bands.contains(row.code / 1000U)) << row.code;
}

TEST(Catalog, NamesAreWordsOfTheirOwn) {
  std::set<std::string_view> names;
  for (const CatalogRow& row : diagnostic_catalog()) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name << " names two codes";
    EXPECT_TRUE(std::all_of(row.name.begin(), row.name.end(), [](unsigned char c) {
      return std::islower(c) || std::isdigit(c) || c == '-';
    })) << row.name;
  }
}

TEST(Catalog, MessagesHaveTheVoiceOfTheHouse) {
  for (const CatalogRow& row : diagnostic_catalog()) {
    EXPECT_FALSE(row.text.ends_with('.')) << row.text;
    const bool capital = !row.text.empty() && std::isupper(static_cast<unsigned char>(row.text.front()));
    EXPECT_FALSE(capital && row.text.size() > 1 && std::islower(static_cast<unsigned char>(row.text[1])))
        << row.text;
    for (const std::string_view harsh : {"illegal", "invalid", "Illegal", "Invalid"}) {
      EXPECT_EQ(row.text.find(harsh), std::string_view::npos) << row.text;
    }
  }
}

}  // namespace
}  // namespace sgc

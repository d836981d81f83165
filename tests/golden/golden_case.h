// One golden case: what its folder says, what sgc does with it, and how the two differ. README.md has the
// layout.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace sgc {

class GoldenCase {
 public:
  // Before: the folder is a case, see README.md.
  explicit GoldenCase(std::filesystem::path folder) : folder_(std::move(folder)) {}

  // Every case below `root`, by name.
  static std::vector<GoldenCase> all(const std::filesystem::path& root);

  // Relative to the root, '/' as '.': a name for a test.
  std::string name(const std::filesystem::path& root) const;

  // Whether it fails by name.
  bool is_bad() const { return folder_.filename().string().starts_with("bad_"); }

  // Why it cannot be run here, if so.
  std::optional<std::string> why_not_run() const;

  // Whether one of its views shows this text.
  bool shows(const std::string& text) const;

  // Runs sgc and compares; a line for each difference. With `update`, the views that are there are rewritten
  // instead, and only what cannot be mended that way is a difference.
  std::vector<std::string> differences(bool update) const;

 private:
  // The lines of a shell that it runs.
  std::vector<std::string> lines() const;

  std::filesystem::path folder_;
};

// Where the cases are.
std::filesystem::path golden_root();

}  // namespace sgc

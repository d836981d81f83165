#include "tests/golden/golden_case.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "tests/golden/page_lines.h"
#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {
namespace {

namespace fs = std::filesystem;

using Tree = std::map<std::string, std::string>;  // bytes by path

constexpr const char* kOutput = "out";
constexpr const char* kManifest = "manifest.json";
constexpr const char* kDefaultLine = "sgc check policy.sg --today 2026-06-01";

void write(const fs::path& path, const std::string& bytes) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

// The files below a folder; the manifest only on request.
Tree tree(const fs::path& folder, bool with_manifest) {
  Tree files;
  if (!fs::is_directory(folder)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    const std::string path = entry.path().lexically_relative(folder).string();
    if (entry.is_regular_file() && (with_manifest || path != kManifest))
      files[path] = content(entry.path().string());
  }
  return files;
}

// The first line that differs, for people.
std::string first_difference(const std::string& wanted, const std::string& got) {
  std::istringstream left(wanted);
  std::istringstream right(got);
  std::string a;
  std::string b;
  for (int line = 1;; ++line) {
    const bool more_left = static_cast<bool>(std::getline(left, a));
    const bool more_right = static_cast<bool>(std::getline(right, b));
    if (!more_left && !more_right) return "the ends of lines differ";
    if (more_left != more_right || a != b) {
      return fmt::format("line {}\n    golden: {}\n    sgc:    {}", line, more_left ? a : "(end)",
                         more_right ? b : "(end)");
    }
  }
}

void compare_view(const fs::path& golden, const std::string& got, bool update,
                  std::vector<std::string>& differences) {
  if (!fs::is_regular_file(golden)) return;
  const std::string wanted = content(golden.string());
  if (wanted == got) return;
  if (update) return write(golden, got);
  differences.push_back(fmt::format("{}: {}", golden.filename().string(), first_difference(wanted, got)));
}

void compare_trees(const fs::path& golden, const Tree& got, bool update,
                   std::vector<std::string>& differences) {
  const Tree wanted = tree(golden, true);
  if (wanted == got) return;
  if (update) {
    fs::remove_all(golden);
    fs::create_directory(golden);
    for (const auto& [path, bytes] : got) write(golden / path, bytes);
    return;
  }
  for (const auto& [path, bytes] : wanted) {
    const auto found = got.find(path);
    if (found == got.end())
      differences.push_back(fmt::format("{}/{}: sgc does not write it", kOutput, path));
    else if (found->second != bytes)
      differences.push_back(fmt::format("{}/{}: {}", kOutput, path, first_difference(bytes, found->second)));
  }
  for (const auto& [path, bytes] : got) {
    if (!wanted.contains(path))
      differences.push_back(fmt::format("{}/{}: sgc writes it, and the golden lacks it", kOutput, path));
  }
}

// Messages of tools hold the path at which this run happened to be.
std::string without(std::string text, const std::string& path) {
  for (std::size_t at = 0; (at = text.find(path)) != std::string::npos;) text.erase(at, path.size());
  return text;
}

}  // namespace

fs::path golden_root() {
  return fs::path(SGC_SOURCE_DIR) / "tests" / "golden" / "cases";
}

std::vector<GoldenCase> GoldenCase::all(const fs::path& root) {
  std::vector<GoldenCase> cases;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const bool is_case = fs::exists(entry.path() / "policy.sg") || fs::exists(entry.path() / "console");
    if (entry.is_directory() && is_case) cases.emplace_back(entry.path());
  }
  std::sort(cases.begin(), cases.end(),
            [](const GoldenCase& a, const GoldenCase& b) { return a.folder_ < b.folder_; });
  return cases;
}

std::string GoldenCase::name(const fs::path& root) const {
  std::string name = folder_.lexically_relative(root).string();
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

std::vector<std::string> GoldenCase::lines() const {
  std::vector<std::string> lines;
  std::ifstream file(folder_ / "console");
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines.empty() ? std::vector<std::string>{kDefaultLine} : lines;
}

std::optional<std::string> GoldenCase::why_not_run() const {
  return sgc::why_not_run(lines());
}

bool GoldenCase::shows(const std::string& text) const {
  const auto in = [&](const char* view) {
    return content((folder_ / view).string()).find(text) != std::string::npos;
  };
  return in("stderr") || in("stdout");
}

std::vector<std::string> GoldenCase::differences(bool update) const {
  const TemporaryFolder work;
  const fs::path copy = work / "case";
  fs::copy(folder_, copy, fs::copy_options::recursive);
  fs::remove_all(copy / kOutput);

  ProgramResult run;
  for (const std::string& line : lines()) {
    const ProgramResult one = run_shell(line, copy.string(), content((folder_ / "stdin").string()));
    run = {one.status, run.out + one.out, run.err + one.err};
  }
  run.err = without(run.err, copy.string() + "/");

  std::vector<std::string> differences;
  compare_view(folder_ / "exit", fmt::format("{}\n", run.status), update, differences);
  if (is_bad() != (run.status != 0)) {
    differences.push_back(
        fmt::format("sgc ends with {}, and the name of the case says otherwise\n{}", run.status, run.err));
  }
  if (run.status > 1 && !fs::exists(folder_ / "exit")) {
    differences.push_back(
        fmt::format("sgc ends with {}, and no file `exit` says so\n{}", run.status, run.err));
  }
  compare_view(folder_ / "stdout", run.out, update, differences);
  compare_view(folder_ / "stderr", run.err, update, differences);
  if (fs::is_directory(folder_ / kOutput)) {
    const bool with_manifest = fs::exists(folder_ / kOutput / kManifest);
    compare_trees(folder_ / kOutput, tree(copy / kOutput, with_manifest), update, differences);
  }
  return differences;
}

}  // namespace sgc

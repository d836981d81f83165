// A folder with policies in which the real sgc is run.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "tests/program/run_program.h"
#include "tests/unit/support/temporary_folder.h"

namespace sgc {

class Workplace {
 public:
  // Writes a file, its folders included.
  void put(const std::string& name, const std::string& bytes) const;

  std::string read(const std::string& name) const { return content(folder_ / name); }
  bool has(const std::string& name) const { return std::filesystem::exists(folder_ / name); }
  const std::string& path() const { return folder_.path(); }
  std::string operator/(const std::string& name) const { return folder_ / name; }

  // Every file below a folder of it, hidden ones included.
  std::map<std::string, std::string> tree(const std::string& name) const;

  ProgramResult sgc(const std::vector<std::string>& arguments, const std::string& input = {}) const {
    return run_sgc(arguments, path(), input);
  }
  ProgramResult shell(const std::string& line) const { return run_shell(line, path()); }

 private:
  TemporaryFolder folder_;
};

// A policy that is right, of one point called `web`.
extern const std::string kWeb;

// One of `count` points p0, p1 …; another `variant` has other rules in each.
std::string many_points(int count, int variant = 0);

}  // namespace sgc

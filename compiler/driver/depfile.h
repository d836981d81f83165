// What was read, in the form that Make includes and Ninja reads (`deps = gcc`, or `depfile`).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sgc::driver {

// "out/manifest.json: policy.sg feeds/drop.netset", one path a line, then one empty rule for each path but
// the first: a feed that the policy no longer names may then be deleted without Make looking for a rule that
// makes it. Before: all of them fit.
std::string depfile(std::string_view target, std::span<const std::string> paths);

// Whether both tools can be told of a file of this name: Make has no escape for ';' and '|', and takes others apart, for
// a newline, a backslash before '#', and a backslash or colon at the end.
bool fits_depfile(std::string_view path);

// The path as it stands in a depfile: blanks, '#', ':' and '$' escaped as both tools undo it.
std::string escape_for_depfile(std::string_view path);

}  // namespace sgc::driver

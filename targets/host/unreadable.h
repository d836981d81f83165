// What cannot be read, and where: thrown by all that reads artefacts of hosts, caught by their verify() and nobody else.
#pragma once

#include <stdexcept>
#include <string>

namespace sgc::host {

class Unreadable : public std::runtime_error {
 public:
  // `line` counts from 1; 0 where it is no line's fault.
  Unreadable(std::size_t line, const std::string& what) : std::runtime_error(what), line(line) {}
  std::size_t line;
};

}  // namespace sgc::host

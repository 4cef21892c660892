#include "eni_trunking/output/question.h"

#include <istream>
#include <ostream>
#include <string>

namespace eni::command {

bool is_confirmed(Terminal& terminal, std::string_view question) {
  terminal.err << question << " [y/N] " << std::flush;
  std::string answer;
  if (!std::getline(*terminal.in, answer)) {
    terminal.err << "\n";
    return false;
  }
  return !answer.empty() && (answer[0] == 'y' || answer[0] == 'Y');
}

}  // namespace eni::command

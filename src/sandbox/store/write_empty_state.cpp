/// write_empty_state FILE: the state of a sandbox in which nothing has happened yet. The build embeds it, because reading the SQL of
/// all tables takes longer than all else that a start does.
#include <filesystem>
#include <iostream>

#include "sandbox/store/schema.h"

int main(int count, char** arguments) try {
  if (count != 2) throw std::invalid_argument{"write_empty_state FILE"};
  std::filesystem::remove(arguments[1]);
  auto database = eni::sqlite::Database::open(arguments[1]).value();
  eni::sandbox::create_tables(database);
} catch (const std::exception& failure) {
  std::cerr << failure.what() << '\n';
  return 1;
}

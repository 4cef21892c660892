#pragma once
/// Which of many words are in a text, in one pass over it, however many they are.
/// Source: Aho, Corasick, "Efficient string matching: an aid to bibliographic search", 1975.
#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace eni::sandbox::secrets_manager {

class WordSearch {
 public:
  using Word = std::uint32_t;
  /// For each word whether it was found.
  using Found = std::vector<bool>;

  /// All words are added before prepare(). The same word again is the same Word.
  Word add(std::string_view word);
  /// Before the first search. Takes time of the words' length and of the number of different characters in them.
  void prepare();
  /// In time of the text's length and the words' length, not of their product.
  /// @return  to be asked by Word
  Found search(std::string_view text) const;

 private:
  /// A beginning of words; the root is the empty one.
  struct Node {
    std::map<char, Word> next = {};  ///< longer by a character
    Word suffix = 0;                 ///< its longest end that is a beginning of words, too
  };
  static constexpr Word kRoot = 0;

  void number_characters();
  Word& step(Word node, char c);
  /// Fills the node's steps, and the suffixes of its next ones.
  void prepare_node(Word node);

  std::vector<Node> nodes_{Node{}};
  std::array<std::uint16_t, 256> columns_{};  ///< by character; 0 of those in no word
  std::size_t column_count_ = 1;
  std::vector<Word> steps_ = {};  ///< a row for each node: where each column's character leads
};

}  // namespace eni::sandbox::secrets_manager

// Package answers has the words of answers to what people ask: lists, what was found, help, each text in all languages side by
// side. The words that cards, lists and answers share are in package words.
package answers

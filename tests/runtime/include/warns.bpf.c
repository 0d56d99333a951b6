/* Meant to be warned about. */
int half(int a)
{
	int half = (unsigned int)a / 2;
	char *text = &half;

	(void)text;
	return half;
}
